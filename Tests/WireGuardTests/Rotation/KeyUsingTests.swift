import TestSupport
import Testing
import WireGuard

/// A node takes its next key without a way back, and its tunnels go on under it.
@Suite struct KeyUsingTests {
  /// Neither end sends anything: the handshake starts by itself, also where there are no keepalives.
  @Test(arguments: HostNamespace.Shell.allCases, [0, 25])
  func handshakesStartAtOnce(shell: HostNamespace.Shell, keepalive: Int) async throws {
    try await withHost(shell) { host in
      let far = try #require(InterfaceName("far0"))
      let farKey = try await host.addInterface(far, listenPort: 51900, mesh: "other")
      let old = try await host.addInterface(.wg0, listenPort: 51820, mesh: "example")
      let new = try #require(KeyScript.parse(try await host.expect(KeyScript.make(mesh: "example"))))
      try await host.expect(
        """
        wg set wg0 peer \(farKey) endpoint 127.0.0.1:51900 persistent-keepalive \(keepalive) allowed-ips 10.10.0.9/32
        wg set far0 peer \(new) allowed-ips 10.10.0.1/32
        """)
      try await host.expect(
        InterfaceCommand.setKey(new).shell(on: .wg0, mesh: "example", abilities: .none))
      try await until("the handshake under the new key") {
        try await !host.expect("wg show far0 latest-handshakes").contains("\t0\n")
      }
      #expect(try await host.expect("wg show wg0 public-key") == "\(new)\n" && new != old)
      let left = try await host.expect("wg show wg0 persistent-keepalive")
      #expect(left == "\(farKey)\t\(keepalive == 0 ? "off" : "25")\n", "as it was")
    }
  }
}
