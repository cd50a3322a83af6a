import MeshModel
import TestSupport
import Testing
import WireGuard

/// Properties of what is compiled, checked with the tables alone, packet by packet, on meshes of all sorts.
struct CryptoKeyRoutingTests {
  /// Sends and checks packets as WireGuard does: longest prefix on send, the same table for sources on receive.
  struct Simulation {
    var desired: [String: DesiredNode] = [:]
    var tables: [String: CryptoKeyRouting] = [:]
    private var names: [PublicKey: String] = [:]

    init(_ compiler: MeshCompiler) {
      for node in compiler.nodes {
        if let key = node.publicKey { names[key] = node.name }
        desired[node.name] = compiler.desired(node.name)
        tables[node.name] = CryptoKeyRouting(peers: desired[node.name]?.interfaces.first?.configuration.peers ?? [])
      }
    }

    func peer(of node: String, for address: IPAddress) -> String? {
      tables[node]?.owner(of: address).flatMap { names[$0] }
    }

    /// The nodes that a packet passes from one to another; `nil` where it is dropped.
    func path(from start: String, _ source: IPAddress, to end: String, _ destination: IPAddress) -> [String]? {
      var path = [start]
      var at = start
      while at != end {
        guard path.count <= tables.count, let next = peer(of: at, for: destination), peer(of: next, for: source) == at,
          at == start || desired[at]?.forwarding[source.family] == true
        else { return nil }
        path.append(next)
        at = next
      }
      return path
    }
  }

  /// Addresses of a node, and of what is behind it.
  private func addresses(_ node: Node, _ random: inout SeededGenerator) -> [IPAddress] {
    node.addresses
      + node.networks.map { network in
        let bits = UInt128.random(in: 0..<(1 << UInt128(network.family.width - network.length)), using: &random)
        return IPAddress(family: network.family, bits: network.address.bits | bits)
      }
  }

  @Test(arguments: 0..<200)
  func packetsPassExactlyWhereTheCompilerSays(_ seed: Int) throws {
    let topology = try RandomTopology(seed: seed)
    let compiler = MeshCompiler(topology.mesh)
    let simulation = Simulation(compiler)
    var random = SeededGenerator(seed: seed + 1_000)
    for source in compiler.nodes {
      let reached = Set(compiler.reached(from: source.name))
      if !topology.isApart { #expect(reached == topology.connected(to: source.name), "\(source.name)") }
      #expect(!reached.contains(source.name))
      for destination in compiler.nodes where destination.name != source.name {
        let peers = compiler.peers(of: source.name).contains(destination.name)
        for from in addresses(source, &random) {
          for to in addresses(destination, &random) where to.family == from.family {
            let there = simulation.path(from: source.name, from, to: destination.name, to)
            let back = simulation.path(from: destination.name, to, to: source.name, from)
            #expect((there != nil) == reached.contains(destination.name), "\(source.name) \(from) → \(to)")
            #expect(there.map { $0.reversed() } == back)
            if peers { #expect(there?.count == 2) }
          }
        }
      }
    }
  }

  @Test(arguments: 0..<60)
  func noAddressIsOnTwoPeersAndEachHasARoute(_ seed: Int) throws {
    let compiler = MeshCompiler(try RandomTopology(seed: seed).mesh)
    for node in compiler.nodes {
      let interface = try #require(compiler.desired(node.name)?.interfaces.first).configuration
      let allowed = interface.peers.flatMap(\.allowedIPs).sorted()
      #expect(zip(allowed, allowed.dropFirst()).allSatisfy { !$0.overlaps($1) })
      #expect(Prefix.aggregated(allowed) == Prefix.aggregated(interface.routes))
      #expect(interface.peers.allSatisfy { !$0.allowedIPs.isEmpty })
    }
  }

  @Test(arguments: 0..<60)
  func digestsDoNotDependOnHowPrefixesAreWritten(_ seed: Int) throws {
    let compiler = MeshCompiler(try RandomTopology(seed: seed).mesh)
    for node in compiler.nodes {
      let desired = try #require(compiler.desired(node.name))
      var plain = desired
      let routes = desired.interfaces[0].configuration.routes
      plain.interfaces[0].configuration.peers = desired.interfaces[0].configuration.peers.map { peer in
        peer.allowing(peer.allowedIPs.flatMap { prefix in routes.filter { prefix.contains($0) } })
      }
      #expect(plain.digest == desired.digest)
      guard let peer = plain.interfaces[0].configuration.peers.first else { continue }
      plain.interfaces[0].configuration.peers[0] = peer.allowing(peer.allowedIPs.dropLast())
      #expect(plain.digest != desired.digest)
    }
  }
}
