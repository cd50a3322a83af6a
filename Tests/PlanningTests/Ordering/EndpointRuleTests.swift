import TestSupport
import Testing
import WireGuard

@testable import Planning

/// When a live endpoint that is not the declared one is written over.
@Suite struct EndpointRuleTests {
  private static let now: Int64 = 1_700_000_000
  private let key = PublicKey.numbered(2)

  @Test(arguments: [
    // A live tunnel follows the packets.
    (handshakeAge: Int64?(10), keepalive: UInt16(0), heals: false),
    (10, 25, false),
    (135, 25, false),
    // A keepalive would have started a handshake: the tunnel is dead.
    (136, 25, true),
    // Nothing asks for one: it is idle, however long ago.
    (136, 0, false),
    (1_000_000, 0, false),
    // It never was up.
    (nil, 0, true),
    (nil, 25, true),
  ])
  func writesAnEndpointWhereTheTunnelIsDead(handshakeAge: Int64?, keepalive: UInt16, heals: Bool) throws {
    let declared = try #require(Endpoint("198.51.100.2:51820"))
    let roamed = try #require(Endpoint("[2001:db8::2]:51820"))
    let target = try interface(endpoint: declared, keepalive: keepalive)
    let live = ObservedInterface(
      configuration: try interface(endpoint: roamed, keepalive: keepalive),
      status: [key: PeerStatus(latestHandshake: handshakeAge.map { Self.now - $0 })], isUp: true)
    let settled = EndpointRule.settle(target, observed: live, recorded: target, now: Self.now)
    #expect(settled.target.peers.first?.endpoint == (heals ? declared : roamed))
    #expect(settled.healing == (heals ? [key] : []))
  }

  private func interface(endpoint: Endpoint, keepalive: UInt16) throws -> Interface {
    Interface(
      name: try #require(InterfaceName("wg0")), publicKey: .numbered(1), listenPort: 51820, mtu: 1420, addresses: [],
      peers: [Peer(publicKey: key, endpoint: endpoint, allowedIPs: [], keepalive: keepalive)], routes: [])
  }
}
