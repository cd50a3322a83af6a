import TestSupport
import Testing
import WireGuard

/// The script for a console, run as a person would, towards a hub on the same host.
@Suite struct EnrolmentScriptTests {
  @Test(arguments: HostNamespace.Shell.allCases, [true, false])
  func theFirstTunnel(shell: HostNamespace.Shell, hasBash: Bool) async throws {
    // dash's host finds bash where the whole machine has it.
    guard hasBash || shell == .busybox else { return }
    try await withHost(shell) { host in
      if !hasBash { try await host.expect("rm /run/bin/bash") }
      let hub = try #require(InterfaceName("hub0"))
      let hubKey = try await host.addInterface(hub, listenPort: 51900, mesh: "other")
      let script = EnrolmentScript(mesh: "example", node: "branch-3", tunnel: try tunnel(hubKey))
      let key = try await enrol(host, script)
      #expect(try await enrol(host, script) == key)
      let observation = try await observe(host)
      #expect(observation.keys == [key] && observation.bootFiles.first?.publicKey == key)
      #expect(
        observation.marker == Marker(mesh: "example", node: "branch-3", commit: "", digest: "", interfaces: ["wg0"]))
      let interface = try #require(observation.interfaces.first { $0.configuration.name == .wg0 })
      #expect(
        interface.configuration
          == Interface(
            name: .wg0, publicKey: key, listenPort: 51820, mtu: 1380, addresses: try prefixes("10.10.0.23/32"),
            peers: [
              Peer(
                publicKey: hubKey, endpoint: Endpoint("127.0.0.1:51900"), allowedIPs: try prefixes("10.10.0.0/24"),
                keepalive: 25)
            ], routes: try prefixes("10.10.0.0/24")))
      // The hub learns of it, and the tunnel comes up by itself.
      try await host.expect("wg set hub0 peer \(key) allowed-ips 10.10.0.23/32")
      try await until("the handshake") {
        try await observe(host).interfaces.contains { $0.status[key]?.latestHandshake != nil }
      }
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func whatIsNotWeftsStays(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      try await host.expect("echo theirs >/etc/wireguard/wg0.conf")
      let script = EnrolmentScript(mesh: "example", node: "branch-3", tunnel: try tunnel(.numbered(1)))
      let result = try await host.run(script.text)
      #expect(result.exitCode == 1 && result.output.isEmpty && result.errorOutput.contains("not Weft's"))
      #expect(try await host.expect("cat /etc/wireguard/wg0.conf") == "theirs\n")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aManagedHostStays(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try #require(KeyScript.parse(try await host.expect(KeyScript.make(mesh: "example"))))
      let marker = Marker(mesh: "example", node: "branch-3", commit: "0123", digest: "4567", interfaces: ["wg0"])
      try await host.expect("printf '%s\\n' \(marker.json) >\(HostFolder.marker(mesh: "example"))")
      let script = EnrolmentScript(mesh: "example", node: "branch-3", tunnel: try tunnel(.numbered(1)))
      #expect(try await enrol(host, script) == key)
      let observation = try await observe(host)
      #expect(observation.marker == marker && observation.interfaces.isEmpty && observation.bootFiles.isEmpty)
    }
  }

  /// It runs with a key that was revoked: that one is not used again, live or at boot, and its file stays for the apply that
  /// destroys it.
  @Test(arguments: HostNamespace.Shell.allCases, [true, false])
  func aHostWithARevokedKeyIsSetUpAnew(shell: HostNamespace.Shell, isUp: Bool) async throws {
    try await withHost(shell) { host in
      var script = EnrolmentScript(mesh: "example", node: "branch-3", tunnel: try tunnel(.numbered(1)))
      let stolen = try await enrol(host, script)
      let marker = Marker(mesh: "example", node: "branch-3", commit: "0123", digest: "4567", interfaces: ["wg0"])
      try await host.expect("printf '%s\\n' \(marker.json) >\(HostFolder.marker(mesh: "example"))")
      if !isUp { try await host.expect("ip link delete dev wg0") }
      script.revoked = [.numbered(8), stolen]
      let key = try await enrol(host, script)
      #expect(key != stolen)
      let observation = try await observe(host)
      #expect(observation.interfaces.map(\.configuration.publicKey) == [key])
      #expect(observation.bootFiles.map(\.publicKey) == [key])
      #expect(observation.keys == [key, stolen].sorted() && observation.marker?.commit == "")
      // Run again it stays as it is.
      #expect(try await enrol(host, script) == key)
    }
  }

  @Test func onlyThePublicHalfIsPrinted() async throws {
    try await withHost(.busybox) { host in
      let first = try await enrol(host, EnrolmentScript(mesh: "example", node: "a"))
      let result = try await host.run(KeyScript.make(mesh: "example"))
      let second = try #require(KeyScript.parse(result.output))
      #expect(result.errorOutput.isEmpty && first != second)
      #expect(try await observe(host).keys == [first, second].sorted())
      #expect(try await host.expect("cd /etc/wireguard/weft; ls -lR . | grep -c '^-rw-------'") == "2\n")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aKeyWhoseFileNameBeginsWithAHyphen(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try #require(PublicKey("+/" + String(repeating: "A", count: 41) + "="))
      let wg: ShellText = "wg() { case $1 in genkey) echo private ;; pubkey) echo \(key) ;; esac; }"
      #expect(KeyScript.parse(try await host.expect("\(wg)\n\(KeyScript.make(mesh: "example"))")) == key)
      #expect(
        try await host.expect("ls \(HostFolder.keys(mesh: "example"))") == "-_\(String(repeating: "A", count: 41))\n")
    }
  }

  private func tunnel(_ hub: PublicKey) throws -> EnrolmentScript.Tunnel {
    EnrolmentScript.Tunnel(
      interface: .wg0, listenPort: 51820, mtu: 1380, addresses: try prefixes("10.10.0.23/32"), peerName: "hub-a",
      peerKey: hub, endpoint: try #require(Endpoint("127.0.0.1:51900")), allowedIPs: try prefixes("10.10.0.0/24"),
      routes: try prefixes("10.10.0.0/24"))
  }

  private func enrol(_ host: HostNamespace, _ script: EnrolmentScript) async throws -> PublicKey {
    try #require(KeyScript.parse(try await host.expect(script.text)))
  }

  private func observe(_ host: HostNamespace) async throws -> HostObservation {
    try HostObserver.parse(try await host.expect(HostObserver.script(mesh: "example")), node: "a")
  }

  private func prefixes(_ texts: String...) throws -> [Prefix] { try texts.map { try #require(Prefix($0)) } }
}
