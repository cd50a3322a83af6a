import MeshModel
import TestSupport
import Testing
import WireGuard

/// Properties of what is compiled, checked with the tables alone, packet by packet, on meshes of all sorts.
struct CryptoKeyRoutingTests {
  /// Sends and checks packets as WireGuard does: longest prefix on send, the same table for sources on receive.
  private struct Simulation {
    var tables: [String: [(prefix: Prefix, peer: String)]] = [:]
    var owners: [IPAddress: String] = [:]

    init(_ compiler: MeshCompiler) {
      for node in compiler.nodes {
        for address in node.addresses { owners[address] = node.name }
        guard let interface = compiler.desired(node.name)?.interfaces.first else { continue }
        tables[node.name] = interface.configuration.peers.flatMap { peer in
          peer.allowedIPs.map { ($0, interface.peerNames[peer.publicKey] ?? "") }
        }
      }
    }

    func peer(of node: String, for address: IPAddress) -> String? {
      tables[node]?.filter { $0.prefix.contains(address) }.max { $0.prefix.length < $1.prefix.length }?.peer
    }

    /// The nodes a packet passes; `nil` where it is dropped.
    func path(_ source: IPAddress, _ destination: IPAddress) -> [String]? {
      guard var at = owners[source], let end = owners[destination] else { return nil }
      var path = [at]
      while at != end {
        guard path.count < 20, let next = peer(of: at, for: destination), peer(of: next, for: source) == at
        else { return nil }
        path.append(next)
        at = next
      }
      return path
    }
  }

  @Test(arguments: 0..<40)
  func pathsAreTheSameFromBothEnds(_ seed: Int) throws {
    let compiler = MeshCompiler(try RandomMesh.make(seed: UInt64(seed)))
    let simulation = Simulation(compiler)
    var reached = 0
    for source in compiler.nodes {
      for destination in compiler.nodes where destination.name != source.name {
        guard let from = source.addresses.first, let to = destination.addresses.first else { continue }
        let isKnown = simulation.peer(of: source.name, for: to) != nil
        let path = simulation.path(from, to)
        #expect((path != nil) == isKnown, "\(source.name) → \(destination.name)")
        #expect(path.map { $0.reversed() } == simulation.path(to, from))
        if compiler.peers(of: source.name).contains(destination.name) { #expect(path?.count == 2) }
        if path != nil { reached += 1 }
      }
    }
    #expect(reached > 0)
  }

  @Test(arguments: 0..<40)
  func noPrefixIsOnTwoPeers(_ seed: Int) throws {
    let compiler = MeshCompiler(try RandomMesh.make(seed: UInt64(seed)))
    for node in compiler.nodes {
      let interface = try #require(compiler.desired(node.name)?.interfaces.first).configuration
      let allowed = interface.peers.flatMap(\.allowedIPs)
      #expect(Set(allowed).count == allowed.count)
      #expect(allowed.sorted() == interface.routes)
    }
  }
}

/// Meshes out of every rule of a topology, the same for the same seed.
enum RandomMesh {
  static func make(seed: UInt64) throws -> Mesh {
    var random = SplitMix(state: seed)
    let count = UInt16.random(in: 4...14, using: &random)
    let names = (1...count).map { "node\($0)" }
    var rules: [String] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let members = names.shuffled(using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: rules.append("  - fullMesh: [\(members.prefix(4).joined(separator: ", "))]")
      case 1:
        let hubs = members.prefix(Int.random(in: 1...3, using: &random))
        rules.append(
          "  - hubs: [\(hubs.joined(separator: ", "))]\n    spokes: [\(members.dropFirst(3).joined(separator: ", "))]")
      default: rules.append("  - link: [\(members[0]), \(members[1])]")
      }
    }
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
    var files = ["mesh.yaml": Array((text + rules.joined(separator: "\n")).utf8)]
    for number in 1...count {
      let more = Bool.random(using: &random) ? "forward: true" : "networks: [10.20.\(number).0/24]"
      files["nodes/node\(number).yaml"] = Array(MeshFixtures.node(number, more).utf8)
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    return try #require(mesh, "\(diagnostics)")
  }
}

/// A generator that gives the same numbers everywhere (splitmix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
