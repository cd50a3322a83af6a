import TestSupport
import Testing

@testable import Lab

@Suite(.needsLab, .serialized) struct OriginTests {
  @Test func keysBecomeTheLabsOwnAndTheLayoutStays() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let file = try await fixture.output("cat nodes/hub.yaml", on: "controller")
      let own = try await fixture.output("cat /etc/wireguard/weft/small/keys/* | wg pubkey", on: "hub")
      let server = try await fixture.output("cut -d ' ' -f 2 /etc/ssh/ssh_host_ed25519_key.pub", on: "hub")
      let expected = LabFixture.files["nodes/hub.yaml"]?
        .replacing("R3V2BfvHOcdLP5xEQEKPp4UODkpCXDz94JcTtq8BuSE=", with: own)
        .replacing(LabFixture.hostKey, with: server)
      #expect(file == expected)
      let name = try await fixture.output("cd /etc/wireguard/weft/small/keys && stat -c '%a %n' -- *", on: "hub")
      #expect(name == "600 " + own.dropLast().replacing("+", with: "-").replacing("/", with: "_"))
    }
  }

  @Test func theControllerClonesAndPushes() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      _ = try await fixture.output(
        "git commit -q --allow-empty -m More && git push -q origin HEAD:main && git fetch -q", on: "controller")
      let heads = try await fixture.output("git rev-parse HEAD origin/main", on: "controller").split(separator: "\n")
      #expect(heads.count == 2 && heads[0] == heads[1])
    }
  }

  @Test func aLaterCommitKeepsKeysAndAddsHosts() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let before = try await fixture.output("cat nodes/hub.yaml nodes/home.yaml", on: "controller")
      try await fixture.write([
        "nodes/site.yaml": """
        publicKey: R3V2BfvHOcdLP5xEQEKPp4UODkpCXDz94JcTtq8BuSF=
        """.replacing("SF=", with: "QE=")
          + """

          addresses: [10.9.0.6]
          endpoint: site.example.net:51820
          ssh: {host: site.example.net}
          """
      ])
      let changed = try await fixture.lab.sync(fixture.source())
      #expect(changed == [])
      _ = try await fixture.output("git pull -q", on: "controller")
      #expect(try await fixture.output("cat nodes/hub.yaml nodes/home.yaml", on: "controller") == before)
      let own = try await fixture.output("cat /etc/wireguard/weft/small/keys/* | wg pubkey", on: "site")
      #expect(try await fixture.output("cat nodes/site.yaml", on: "controller").contains(own))
      let command = "timeout 60 ssh -o BatchMode=yes root@site.example.net hostname"
      #expect(try await fixture.output(command, on: "controller") == "site")
    }
  }

  /// A key that was rotated, taken out or made in the lab stays as it is there, while the user's commit says of it what
  /// it said before.
  @Test func aSyncKeepsTheKeysThatTheLabHasByNow() async throws {
    try await LabFixture.with { fixture in
      let spare = """

        addresses: [10.9.0.6]
        endpoint: spare.example.net:51820
        ssh: {host: spare.example.net}
        """
      try await fixture.write(["nodes/spare.yaml": spare])
      try await fixture.up()
      let before = try await fixture.output("cat nodes/branch.yaml", on: "controller")
      let keys = try await fixture.output("for n in 1 2; do wg genkey | wg pubkey; done", on: "hub").split(
        separator: "\n")
      let (rotated, enrolled) = (keys[0], keys[1])
      _ = try await fixture.output(
        """
        sed -i 's|^publicKey: [^ ]*|publicKey: \(rotated)|' nodes/hub.yaml
        sed -i '/^publicKey: /d' nodes/home.yaml
        sed -i '1i publicKey: \(enrolled)' nodes/spare.yaml
        git commit -qam Keys && git push -q
        """, on: "controller")
      // The user rotates one in earnest, and changes something else of the others.
      let declared =
        "publicKey: \(Self.next)\naddresses: [10.9.0.4, fd10:9::4]\nssh: {host: office.example.net, port: 2200}"
      try await fixture.write(["nodes/office.yaml": declared, "README.md": "More"])
      _ = try await fixture.lab.sync(fixture.source())
      _ = try await fixture.output("git pull -q", on: "controller")
      let expected = LabFixture.files["nodes/hub.yaml"]?
        .replacing("R3V2BfvHOcdLP5xEQEKPp4UODkpCXDz94JcTtq8BuSE=", with: rotated)
      let server = try await fixture.output("cut -d ' ' -f 2 /etc/ssh/ssh_host_ed25519_key.pub", on: "hub")
      let hub = try await fixture.output("cat nodes/hub.yaml", on: "controller")
      #expect(hub == expected?.replacing(LabFixture.hostKey, with: server))
      #expect(try await fixture.output("cat nodes/branch.yaml", on: "controller") == before)
      let others = try await fixture.output("cat README.md nodes/home.yaml nodes/spare.yaml", on: "controller")
      #expect(others.split(separator: "\n").filter { $0.hasPrefix("publicKey: ") } == ["publicKey: \(enrolled)"])
      #expect(others.hasPrefix("More\n"))
      let office = try await fixture.output("sed -n 's/^publicKey: //p' nodes/office.yaml", on: "controller")
      let made = try await fixture.output(
        "for f in /etc/wireguard/weft/small/keys/*; do wg pubkey <$f; done", on: "office")
      #expect(office != Self.next && made.split(separator: "\n").contains { $0 == office })
      #expect(made.split(separator: "\n").count == 2)
      // A second sync finds what the first has left.
      _ = try await fixture.lab.sync(fixture.source())
      let changes = try await fixture.output("git fetch -q && git diff --stat HEAD origin/main", on: "controller")
      #expect(changes == "")
    }
  }

  private static let next = "dCdWc231iQZJ8+4+a7yio4c+F/WibQ/5mwAuTKT4nGE="

  @Test func whatGitPrintsOfObjectsIsRead() {
    let output = "0123 blob 3\na\nb\n4567 blob 0\n\n89ab blob 2\n\n\n\n"
    #expect(Self.contents(output) == ["a\nb", "", "\n\n"])
    #expect(Self.contents("") == [])
  }

  private static func contents(_ output: String) -> [String] {
    Origin.contents(of: Array(output.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }
}
