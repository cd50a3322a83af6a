import TestSupport
import Testing
import WireGuard

@Suite struct KeyDestroyingTests {
  @Test(arguments: HostNamespace.Shell.allCases)
  func aKeyInUseIsKept(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let mesh = "example"
      let key = try await host.addInterface(.wg0, listenPort: 51820, mesh: mesh)
      let other = try #require(KeyScript.parse(try await host.expect(KeyScript.make(mesh: mesh))))
      let destroy = KeyScript.destroy(key, mesh: mesh)
      var refused = try await host.run(destroy)
      #expect(refused.exitCode != 0 && refused.errorOutput.contains("wg0 still has the key"))
      try await host.expect(
        BootFile(
          mesh: mesh, node: "a",
          interface: Interface(
            name: .wg0, publicKey: key, listenPort: 51820, mtu: 1420, addresses: [], peers: [], routes: [])
        ).install())
      try await host.expect("wg set wg0 private-key \(HostFolder.keys(mesh: mesh) + "/" + other.fileName)")
      refused = try await host.run(destroy)
      #expect(refused.exitCode != 0 && refused.errorOutput.contains("wg0.conf still has the key"))
      try await host.expect("rm /etc/wireguard/wg0.conf")
      for _ in 0..<2 { try await host.expect(destroy) }
      #expect(try await host.expect("ls \(HostFolder.keys(mesh: mesh))") == other.fileName + "\n")
    }
  }
}
