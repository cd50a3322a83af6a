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
}
