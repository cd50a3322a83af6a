import Foundation
import TestSupport
import Testing
import WireGuard

/// `weft import` of files, with the built program: what it writes, what it says, and its exit codes.
struct ImportCommandTests {
  /// The 30 files that wg-meshconf wrote (`MeshModelTests`), by name.
  private static func meshconf() throws -> [(name: String, text: String)] {
    let tests = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
    let fixture = tests.appending(path: "MeshModelTests/Importing/Fixtures/wg-meshconf-2.5.1.txt")
    return try String(contentsOf: fixture, encoding: .utf8).components(separatedBy: "==> ").dropFirst().map { section in
      let halves = section.split(separator: "\n", maxSplits: 1)
      return (String(halves[0]), String(halves[1]))
    }
  }

  /// Everything in a folder, as one text.
  private func all(_ sandbox: GitSandbox, _ folder: String) async throws -> String {
    try await sandbox.command("sh", ["-c", "cd \(sandbox.path(folder)) && find . -type f | sort | xargs cat"])
  }

  @Test func aMeshOfWgMeshconfIsImportedAndRenderedAndImportedAgain() async throws {
    try await GitSandbox.run { sandbox in
      let files = try Self.meshconf()
      #expect(files.count == 30)
      for (name, text) in files { try sandbox.write(text, to: sandbox.path("in/\(name)")) }
      func weft(_ words: String) async throws -> Outcome {
        try await sandbox.weft(in: sandbox.folder, words.split(separator: " ").map(String.init))
      }
      let imported = try await weft("import wg-quick in/*.conf --name office --out office")
      #expect(imported.exitCode == 0, "\(imported)")
      #expect(imported.errorOutput == "")
      #expect(
        imported.output == """
          mesh.yaml and 30 nodes are in office: a full mesh of 30.
          Compiled back: all 30 nodes and their 870 peers are as they were read.

          """)
      let written = try await all(sandbox, "office")
      for (_, text) in files {
        let key = try #require(text.split(separator: "\n").first { $0.hasPrefix("PrivateKey = ") })
        #expect(!written.contains(key.dropFirst("PrivateKey = ".count)))
      }

      let again = try await weft("import wg-quick in/*.conf --name office --out office")
      #expect(again.exitCode == 1 && again.errorOutput.contains("office is not empty"), "\(again)")

      try await sandbox.command(
        "sh", ["-c", "cd \(sandbox.path("office")) && git init -q -b main && git add -A && git commit -qm 'As found'"])
      let valid = try await weft("validate --strict --repository office")
      #expect(valid.exitCode == 0, "\(valid)")
      try await weft("render --all --out rendered --repository office").checked()
      let back = try await weft("import wg-quick rendered/*/*.conf --name office --out back")
      #expect(back.exitCode == 0, "\(back)")
      #expect(back.output.contains("all 30 nodes and their 870 peers are as they were read"), "\(back)")
      for part in ["nodes", "mesh.yaml"] {
        try await sandbox.command("diff", ["-r", sandbox.path("office/\(part)"), sandbox.path("back/\(part)")])
      }
    }
  }

  private static func file(_ number: Int, _ interface: String, _ peer: String) -> String {
    """
    [Interface]
    PrivateKey = \(QuickFileText.privateKey(number))
    Address = 10.9.0.\(number)/24
    \(interface)
    [Peer]
    PublicKey = \(QuickFileText.publicKey(3 - number)?.description ?? "")
    \(peer)
    """
  }

  @Test func whatCannotBeSaidEndsWith2() async throws {
    try await GitSandbox.run { sandbox in
      try sandbox.write(
        Self.file(1, "ListenPort = 51820\nTable = 7", "AllowedIPs = 10.9.0.2/32"), to: sandbox.path("hub.conf"))
      try sandbox.write(
        Self.file(2, "MTU = 1380", "AllowedIPs = 10.9.0.1/32\nEndpoint = hub.example.net:51820"),
        to: sandbox.path("oslo.conf"))
      let arguments = ["import", "wg-quick", "hub.conf", "oslo.conf", "--name", "small", "--out", "small"]
      let outcome = try await sandbox.weft(in: sandbox.folder, arguments)
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.output.contains("Compiled back: 1 value of 1 of 2 nodes cannot be said"), "\(outcome)")
      #expect(outcome.output.hasSuffix("  hub   Table   7 → off\n"), "\(outcome)")
      #expect(outcome.errorOutput.contains("addresses of hub, oslo have the length of a whole network"))
    }
  }

  @Test func whatIsWrongIsToldWithItsPlaceAndNothingIsWritten() async throws {
    try await GitSandbox.run { sandbox in
      let text = Self.file(1, "ListenPort = 518200", "PresharedKey = \(QuickFileText.privateKey(9)) x\nAllowedIPs = no")
      try sandbox.write(text, to: sandbox.path("bad.conf"))
      let arguments = ["import", "wg-quick", "bad.conf", "--name", "small", "--out", "small"]
      let outcome = try await sandbox.weft(in: sandbox.folder, arguments)
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.errorOutput.contains("bad.conf:4:14: error: expected a port, 0 to 65535\n"), "\(outcome)")
      #expect(
        outcome.errorOutput.contains("bad.conf:8:14: error: expected a network such as 10.20.1.0/24\n"), "\(outcome)")
      for key in [1, 9] { #expect(!outcome.description.contains(QuickFileText.privateKey(key))) }
      #expect(!FileManager.default.fileExists(atPath: sandbox.path("small")))
    }
  }

  private static let hosts = """
    mesh.yaml and 3 nodes are in office: none is enrolled yet.
    Next: look at topology and endpoints, commit, then `weft enroll NODE…`.

    """

  /// What an import wrote is read as `weft validate` would, without a commit.
  private func check(_ sandbox: GitSandbox, _ outcome: Outcome, _ node: String) async throws {
    #expect(outcome.exitCode == 0 && outcome.output == Self.hosts, "\(outcome)")
    #expect(try sandbox.read(sandbox.path("office/nodes/oslo.yaml")) == node)
    try await sandbox.command("git", ["init", "-q", "-b", "main", sandbox.path("office")])
    let valid = try await sandbox.weft(in: sandbox.path("office"), ["validate", "--worktree"])
    #expect(valid.exitCode == 0, "\(valid)")
  }

  @Test func anAnsibleInventoryIsImported() async throws {
    try await GitSandbox.run { sandbox in
      let text = """
        all:
          vars: {ansible_ssh_common_args: "-J ops@gate.example.net", ansible_password: hunter2}
          children:
            branches:
              hosts:
                Oslo: {ansible_host: 10.0.0.7, ansible_port: 2222, ansible_user: admin}
                rome: {ansible_host: 10.0.0.8}
          hosts:
            gate: {ansible_host: gate.example.net}
        """
      try sandbox.write(text, to: sandbox.path("hosts.yml"))
      let arguments = [
        "import", "ansible", "hosts.yml", "--range", "10.10.0.0/24", "--name", "office", "--out", "office",
      ]
      let outcome = try await sandbox.weft(in: sandbox.folder, arguments)
      try await check(
        sandbox, outcome,
        "addresses: [10.10.0.2]\ntags: [branches]\nssh: {host: 10.0.0.7, port: 2222, user: admin, jump: gate}\n")
      #expect(!(try await all(sandbox, "office")).contains("hunter2"))
    }
  }

  @Test func aNornirInventoryIsImported() async throws {
    try await GitSandbox.run { sandbox in
      let files = [
        "hosts.yaml": "oslo: {hostname: 198.51.100.7, groups: [branch]}\nrome: {groups: [branch]}\nams: {port: 22}\n",
        "groups.yaml": "branch: {username: admin, password: hunter2}\n", "defaults.yaml": "port: 2222\n",
      ]
      for (name, text) in files { try sandbox.write(text, to: sandbox.path("inventory/\(name)")) }
      let arguments = ["import", "nornir", "inventory/hosts.yaml", "--range", "10.10.0.0/24", "--range", "fd10::/64"]
      let outcome = try await sandbox.weft(in: sandbox.folder, arguments + ["--name", "office", "--out", "office"])
      try await check(
        sandbox, outcome,
        """
        addresses: [10.10.0.2, fd10::2]
        endpoint: 198.51.100.7:51820   # guessed from where SSH finds it; take it out behind NAT
        tags: [branch]
        ssh: {host: 198.51.100.7, port: 2222, user: admin}

        """)
      #expect(!(try await all(sandbox, "office")).contains("hunter2"))
    }
  }
}
