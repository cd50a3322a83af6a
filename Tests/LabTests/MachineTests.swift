import Foundation
import TestSupport
import Testing

@testable import Lab

@Suite(.needsLab, .serialized) struct MachineTests {
  @Test func hostsAreReachedAsDeclared() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      // By an address, by another port, and through the port that the NAT passes on; each by its own key alone.
      for (target, name) in [
        ("root@203.0.113.10", "hub"), ("-p 2022 root@203.0.113.20", "branch"),
        ("-p 2200 root@office.example.net", "office"),
      ] {
        let command = "timeout 60 ssh -o BatchMode=yes -o StrictHostKeyChecking=yes \(target) hostname"
        #expect(try await fixture.output(command, on: "controller") == name)
      }
      // Names resolve everywhere; a computer behind a node reaches it over both families.
      #expect(try await fixture.output("getent hosts hub.example.net", on: "home").hasPrefix("203.0.113.10"))
      for address in ["10.90.2.1", "fd10:90:2::1"] {
        _ = try await fixture.output("ping -c 1 -W 30 \(address)", on: "branch-lan")
      }
      // Nothing leads out of the lab.
      #expect(try await fixture.lab.run(["ping", "-c", "1", "-W", "1", "192.0.2.1"], on: "hub").exitCode != 0)
    }
  }

  @Test func aNATHidesWhatIsBehindIt() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let outside = try await fixture.output(
        "ip -4 -o address show dev eth0 | sed 's|.* inet \\([0-9.]*\\)/.*|\\1|'", on: "home-nat")
      let inside = try await fixture.output(
        "ip -4 -o address show dev eth0 | sed 's|.* inet \\([0-9.]*\\)/.*|\\1|'", on: "home")
      #expect(outside != inside)
      // What the hub's sshd sees is the NAT's address and a port of its choice.
      let seen = try await fixture.output(
        """
        ssh-keyscan -T 30 -p 22 203.0.113.10 >/dev/null 2>&1; true
        """, on: "home")
      #expect(seen.isEmpty)
      let entry = try await fixture.output(
        "grep 'dst=203.0.113.10 ' /proc/net/nf_conntrack | head -n 1", on: "home-nat")
      #expect(entry.contains("src=\(inside) dst=203.0.113.10"))
      #expect(entry.contains("src=203.0.113.10 dst=\(outside)"))
      // From outside, nothing gets in that was not asked for.
      #expect(try await fixture.lab.run(["ping", "-c", "1", "-W", "1", inside], on: "hub").exitCode != 0)
    }
  }

  @Test func aRebootKeepsFilesAndNothingElse() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let boot = try await fixture.output("cat /proc/sys/kernel/random/boot_id", on: "branch")
      _ = try await fixture.output(
        """
        echo kept >/etc/kept; echo kept >/root/kept; echo lost >/run/lost; ip link add probe type veth
        key=$(cat /etc/wireguard/weft/small/keys/*)
        umask 077
        printf '[Interface]\\nPrivateKey = %s\\nListenPort = 51820\\n' "$key" >/etc/wireguard/wg0.conf
        mkdir -p /etc/systemd/system/multi-user.target.wants
        ln -s /lib/systemd/system/wg-quick@.service /etc/systemd/system/multi-user.target.wants/wg-quick@wg0.service
        (setsid sleep 4321 >/dev/null 2>&1 &)
        """, on: "branch")
      try await fixture.lab.reboot("branch")
      #expect(try await fixture.output("cat /etc/kept /root/kept", on: "branch") == "kept\nkept")
      #expect(try await fixture.output("ls /run/lost 2>/dev/null || true", on: "branch").isEmpty)
      #expect(try await fixture.output("ip -o link show probe 2>/dev/null || true", on: "branch").isEmpty)
      #expect(try await fixture.output("ps -e -o args", on: "branch").contains("4321") == false)
      #expect(try await fixture.output("cat /proc/sys/kernel/random/boot_id", on: "branch") != boot)
      try await fixture.eventually("timeout 10 wg show wg0 listen-port | grep -q 51820", on: "branch")
      let command = "timeout 60 ssh -o BatchMode=yes -p 2022 root@203.0.113.20 hostname"
      #expect(try await fixture.output(command, on: "controller") == "branch")
      _ = try await fixture.output("ping -c 1 -W 30 10.90.2.1", on: "branch-lan")

      // As if it had been up for long.
      func uptime() async throws -> Int? { Int(try await fixture.output("cut -d . -f 1 /proc/uptime", on: "branch")) }
      let young = try #require(try await uptime())
      #expect(young < 100_000)
      try await fixture.lab.reboot("branch", uptime: 100_000)
      let old = try #require(try await uptime())
      #expect(old >= 100_000)
    }
  }

  @Test func aNameMayBeAWordOfIPs() async throws {
    try await LabFixture.with { fixture in
      // `ip link set b up` is about a broadcast address.
      let node = "addresses: [10.9.0.6, fd10:9::6]\nendpoint: 203.0.113.30:51820\nssh: {host: 203.0.113.30}"
      try await fixture.write(["nodes/b.yaml": node])
      try await fixture.up()
      _ = try await fixture.output("ping -c 1 -W 30 203.0.113.30", on: "hub")
    }
  }

  @Test func processOneReaps() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      _ = try await fixture.output("for i in 1 2 3 4 5 6 7 8 9; do (setsid sleep 0.01 &); done", on: "hub")
      try await fixture.eventually("! ps -e -o stat=,args= | grep -E '^Z|sleep 0.01$'", on: "hub")
    }
  }

  @Test func aCutLinkLosesEverythingUntilItIsMended() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      func ping(patience seconds: Int) async throws -> Int32 {
        try await fixture.lab.run(["ping", "-c", "1", "-W", "\(seconds)", "203.0.113.10"], on: "home").exitCode
      }
      #expect(try await ping(patience: 30) == 0)
      try await fixture.lab.setLink(of: "home", up: false)
      #expect(try await ping(patience: 1) != 0)
      try await fixture.lab.setLink(of: "home", up: true)
      #expect(try await ping(patience: 30) == 0)
    }
  }

  @Test func packetsComeBeforeProcesses() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let said = try await fixture.output(
        """
        timeout 20 wireguard-go wg9
        pid=$(pgrep -x wireguard-go)
        ps -o nice= -p "$pid"
        if test -e /proc/self/autogroup; then cat "/proc/$pid/autogroup" /proc/self/autogroup; fi
        timeout 20 ip link delete wg9
        """, on: "hub")
      let lines = said.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
      #expect(lines.first == "-20")
      // A kernel without autogroups prints nothing, and so does a process that is in none, as this one may be.
      let groups = lines.dropFirst()
      if let own = groups.first {
        #expect(own.hasSuffix(" nice -20"), "\(said)")
        #expect(groups.dropFirst().contains(own) == false, "\(said)")
      }
    }
  }

  @Test func theRecorderWritesArgumentsAndNeverInput() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let command = "wg genkey | /usr/bin/env wg pubkey >/dev/null; ip link show lo >/dev/null"
      _ = try await fixture.output(
        "timeout 60 ssh -o BatchMode=yes root@203.0.113.10 '\(command)'", on: "controller")
      let lines = try fixture.lab.record(of: "hub").split(separator: "\n").map { $0.split(separator: "\t").dropFirst() }
      #expect(lines.contains(["wg", "genkey"]) && lines.contains(["wg", "pubkey"]))
      #expect(lines.contains(["ip", "link", "show", "lo"]))
      let secret = try await fixture.output("cat /etc/wireguard/weft/small/keys/*", on: "hub")
      #expect(try fixture.lab.record(of: "hub").contains(secret) == false)
    }
  }
}
