import Foundation
import Git
import TestSupport
import Testing

/// Questions about a mesh, with the built program: git alone, no host.
struct OfflineTests {
  /// The example repository with a phone in it, and the phone's private key.
  private func withPhone(_ body: (GitSandbox, _ repository: String, _ key: String) async throws -> Void) async throws {
    try await GitSandbox.run { sandbox in
      let key = try await sandbox.command("wg", ["genkey"])
      let half = try await sandbox.command("sh", ["-c", "echo \(key) | wg pubkey"])
      let path = sandbox.path("mesh")
      let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
      try await sandbox.command("cp", ["-r", root.appending(path: "mesh-repo-example").path, path])
      try await sandbox.command("git", ["init", "-q", "-b", "main", path])
      try await sandbox.commit(
        [
          "nodes/phone.yaml":
            "publicKey: \(half)\naddresses: [10.10.0.99, fd10:10::99]\ntags: [branch]\nmanaged: false\n"
        ], in: path, "the mesh")
      try await body(sandbox, path, key)
    }
  }

  private func weft(
    _ sandbox: GitSandbox, _ repository: String, _ arguments: String..., input: String = "", onTerminal: Bool = false
  ) async throws -> Outcome {
    try await sandbox.weft(in: repository, arguments, input: input, onTerminal: onTerminal)
  }

  @Test func aPhoneScansItsFile() async throws {
    try await withPhone { sandbox, path, key in
      try sandbox.write(key + "\n", to: sandbox.path("phone.key"), mode: 0o600)
      let file = try await weft(sandbox, path, "render", "phone").checked().output
      let drawn = try await weft(
        sandbox, path, "render", "phone", "--qr", "--private-key-file", sandbox.path("phone.key"), onTerminal: true
      ).checked()
      #expect(!drawn.output.contains(key))
      // As the phone's camera sees it.
      try HalfBlocks(drawn.output).bitmap.write(to: URL(fileURLWithPath: sandbox.path("code.pgm")))
      let scanned = try await sandbox.command("zbarimg", ["--raw", "-q", sandbox.path("code.pgm")])
      let lines = file.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { $0.hasPrefix("PrivateKey = ") ? "PrivateKey = \(key)" : String($0) }
      #expect(scanned.split(separator: "\n").map(String.init) == lines)
      #expect(!file.contains(key))
    }
  }

  @Test func aCodeIsRefusedWhereItWouldBeKeptOrWrong() async throws {
    try await withPhone { sandbox, path, key in
      let piped = try await weft(sandbox, path, "render", "phone", "--qr", "--private-key-file", "-", input: key)
      #expect(piped.exitCode == 64 && piped.errorOutput.contains("on a terminal only"), "\(piped)")
      try sandbox.write(try await sandbox.command("wg", ["genkey"]), to: sandbox.path("other.key"))
      for (node, code) in [("phone", "not the private half"), ("branch-1", "is managed")] {
        let wrong = try await weft(
          sandbox, path, "render", node, "--qr", "--private-key-file", sandbox.path("other.key"), onTerminal: true)
        #expect(wrong.exitCode == 1 && wrong.output.contains(code), "\(wrong)")
      }
    }
  }

  @Test func whatDoesNotFitIntoACodeIsSaid() async throws {
    try await withPhone { sandbox, path, _ in
      for (name, bytes) in MeshFixtures.fullMesh(120) {
        try sandbox.write(String(decoding: bytes, as: UTF8.self), to: path + "/" + name)
      }
      let key = try await sandbox.command("wg", ["genkey"])
      let half = try await sandbox.command("sh", ["-c", "echo \(key) | wg pubkey"])
      try await sandbox.command("sh", ["-c", "cd \(path)/nodes && rm -f ams* branch* fra* hub* nyc*"])
      try sandbox.write(key, to: sandbox.path("phone.key"))
      try sandbox.write(
        "publicKey: \(half)\naddresses: [10.10.9.9, fd10:10::9:9]\ntags: [core]\nmanaged: false\n",
        to: path + "/nodes/phone.yaml")
      let drawn = try await weft(
        sandbox, path, "render", "phone", "--worktree", "--qr", "--private-key-file", sandbox.path("phone.key"),
        onTerminal: true)
      #expect(drawn.exitCode == 1 && drawn.output.contains("a QR code has room for 2953"), "\(drawn)")
    }
  }

  /// How a command is written is told to whoever wrote it wrong, and to nobody else.
  @Test func theUsageBelongsToUsageErrors() async throws {
    try await withPhone { sandbox, path, _ in
      let wrong = try await weft(sandbox, path, "apply", "--yse")
      #expect(wrong.exitCode == 64 && wrong.errorOutput.contains("Usage: weft apply"), "\(wrong)")
      let unknown = try await weft(sandbox, path, "apply", "--yes", "--only", "nobody")
      #expect(unknown.exitCode == 64, "\(unknown)")
      #expect(unknown.errorOutput.hasPrefix("error: --only: there is no node nobody in the mesh"), "\(unknown)")
      #expect(!unknown.errorOutput.contains("Usage"), "\(unknown)")
    }
  }

  @Test func filesThatAreNotCommittedAreAskedAboutToo() async throws {
    try await withPhone { sandbox, path, _ in
      #expect(try await weft(sandbox, path, "trace", "phone", "10.20.21.9").exitCode == 0)
      #expect(try await weft(sandbox, path, "trace", "phone", "10.20.99.1").exitCode == 1)
      try sandbox.write(
        try sandbox.read(path + "/nodes/branch-4.yaml") + "networks: [10.20.99.0/24]\n",
        to: path + "/nodes/branch-4.yaml")
      #expect(try await weft(sandbox, path, "trace", "phone", "10.20.99.1").exitCode == 1)
      let traced = try await weft(sandbox, path, "trace", "phone", "10.20.99.1", "--worktree")
      #expect(traced.exitCode == 0 && traced.output.contains("10.20.99.1 is behind branch-4"), "\(traced)")
      let down = try await weft(sandbox, path, "simulate", "--down", "branch-4", "--worktree").checked()
      #expect(down.output.contains("10.20.99.0/24   behind branch-4, down with it"))
      #expect(try await weft(sandbox, path, "simulate", "--down-link", "ams-1").exitCode == 64)
      try await weft(sandbox, path, "render", "--all", "--out", sandbox.path("files")).checked()
      let boot = try sandbox.read(sandbox.path("files/hub-a/wg0.conf"))
      #expect(boot == (try await weft(sandbox, path, "render", "hub-a").checked().output))
      let valid = try await weft(sandbox, path, "validate", "--strict", "--worktree").checked()
      #expect(valid.output.hasPrefix("example in the work tree: valid, "), "\(valid)")
      try sandbox.write(try sandbox.read(path + "/mesh.yaml") + "colour: red\n", to: path + "/mesh.yaml")
      let invalid = try await weft(sandbox, path, "validate", "--worktree")
      #expect(invalid.exitCode == 1 && invalid.errorOutput.contains("unknown key `colour`"), "\(invalid)")
      try await weft(sandbox, path, "validate", "--strict").checked()
    }
  }
}
