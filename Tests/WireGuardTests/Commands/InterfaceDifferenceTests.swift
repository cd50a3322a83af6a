import TestSupport
import Testing
import WireGuard

@Suite struct InterfaceDifferenceTests {
  @Test(arguments: 0..<300)
  func commandsLeadFromOneStateToTheOther(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let before = try #require(Interface.random(using: &generator))
    let after = try #require(Interface.random(using: &generator)).reachable(from: before)
    var state = before
    for command in InterfaceDifference.commands(from: before, to: after) { state.apply(command) }
    #expect(state == after)
    #expect(InterfaceDifference.commands(from: after, to: after).isEmpty)
  }

  @Test func changesOnlyTheFieldThatDiffers() throws {
    let name = try #require(InterfaceName("wg0"))
    let address = try #require(Prefix("10.0.0.1/32"))
    let peer = Peer(publicKey: .numbered(1), endpoint: Endpoint("203.0.113.1:1"), allowedIPs: [address])
    var changed = peer
    changed.keepalive = 25
    let before = Interface(
      name: name, publicKey: nil, listenPort: 1, mtu: 1420, addresses: [], peers: [peer], routes: [])
    var after = before
    after.peers = [changed]
    let commands = InterfaceDifference.commands(from: before, to: after)
    let abilities = HostAbilities(
      hasKernelWireGuard: true, hasUserspaceWireGuard: false, hasWGQuick: true, hasIncrementalAllowedIPs: false,
      hasSystemd: true)
    #expect(
      commands.map { $0.shell(on: name, mesh: "example", abilities: abilities).text } == [
        "wg set wg0 peer \(peer.publicKey) persistent-keepalive 25"
      ])
  }
}
