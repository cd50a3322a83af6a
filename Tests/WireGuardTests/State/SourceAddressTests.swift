import TestSupport
import Testing
import WireGuard

/// What we say that a kernel chooses is what this one does.
struct SourceAddressTests {
  private static let addresses = [
    "10.10.0.5/32", "10.10.0.9/32", "10.30.0.2/32", "fd10:10::5/128", "fd10:10::9/128", "fd10:20::1/128",
  ]

  @Test func isTheKernelsChoice() async throws {
    try await withHost(.dash) { host in
      try await host.expect("ip link add va type veth peer name vb; ip link set va up; ip link set vb up")
      for address in Self.addresses {
        try await host.expect("ip address add \(address) dev va $(case \(address) in *:*) echo nodad ;; esac)")
      }
      try await host.expect("ip route add default dev va; ip -6 route add default dev va")
      let own = try Self.addresses.map { try #require(Prefix($0)) }
      for text in [
        "10.10.0.7", "10.30.0.5", "192.0.2.1", "fd10:10::4", "fd10:10::8", "fd10:10::1:0", "fd10:20::77", "fd99::1",
      ] {
        let chosen = SourceAddress.chosen(from: own, to: try #require(IPAddress(text)))
        let route = try await host.expect("ip route get \(text)")
        #expect(route.contains(" src \(chosen?.description ?? "?") "), "\(text): \(route)")
      }
    }
  }

  @Test func thereIsNoneOfAnotherFamily() throws {
    let own = [try #require(Prefix("10.10.0.5/32"))]
    #expect(SourceAddress.chosen(from: own, to: try #require(IPAddress("fd10::1"))) == nil)
    #expect(SourceAddress.chosen(from: [], to: try #require(IPAddress("10.0.0.1"))) == nil)
  }
}
