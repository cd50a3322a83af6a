import MeshModel
import TestSupport
import Testing

@testable import Lab

/// FRR on the hosts of a mesh that has a routing protocol.
@Suite(.needsLab, .needsFRR, .serialized) struct FRRTests {
  @Test func daemonsRunAndKeepTheirConfiguration() async throws {
    try await LabFixture.with { fixture in
      try await fixture.write(["mesh.yaml": (LabFixture.files["mesh.yaml"] ?? "") + "\nrouting: ospf"])
      try await fixture.up()
      for node in ["hub", "branch", "home"] {
        for daemon in ["zebra", "staticd", "ospfd", "ospf6d", "bgpd", "bfdd", "watchfrr"] {
          try await fixture.eventually("vtysh -c 'show daemons' | grep -qw \(daemon)", on: node)
        }
      }
      #expect(try await fixture.lab.run(["vtysh", "-c", "show daemons"], on: "branch-lan").exitCode != 0)
      _ = try await fixture.output(
        """
        printf '%s\n' 'router ospf' ' ospf router-id 10.9.0.2' exit | vtysh -f /dev/stdin
        vtysh -c 'write memory'
        stat -c %U /etc/frr/frr.conf | grep -qx frr
        """, on: "branch")
      // What is written is recorded, what is read from standard input is not.
      let record = try await fixture.output("cat /var/log/weft-record", on: "branch")
      #expect(record.contains("\tvtysh\t-f\t/dev/stdin") && record.contains("\tvtysh\t-c\twrite memory"))
      #expect(!record.contains("router-id"))
      try await fixture.lab.reboot("branch")
      try await fixture.eventually(
        "vtysh -c 'show running-config' | grep -qx ' ospf router-id 10.9.0.2'", on: "branch")
      #expect(
        try await fixture.lab.run(["grep", "-q", "router ospf", "/etc/frr/frr.conf"], on: "hub").exitCode != 0,
        "each host has its own")
    }
  }

  @Test func aMeshWithoutAProtocolHasNone() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      #expect(
        try await fixture.lab.run(["sh", "-c", "vtysh -c 'show daemons' && ls /etc/frr"], on: "hub").exitCode != 0)
    }
  }
}
