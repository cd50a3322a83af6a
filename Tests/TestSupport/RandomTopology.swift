package import MeshModel
import Testing

/// A mesh out of every rule of a topology, the same for the same seed, and what the rules mean, told on its own.
package struct RandomTopology {
  package let mesh: Mesh
  /// The mesh repository, by path.
  package let files: [String: [UInt8]]
  private let meaning: Meaning
  /// Nodes that are part of the mesh.
  private let enrolled: Set<String>

  /// Whether some spokes are kept from each other.
  package var isApart: Bool { meaning.isApart }

  /// How many tunnels the rules make between nodes that are part of the mesh, whatever they cost.
  package var declaredTunnels: Int {
    enrolled.reduce(0) { $0 + meaning.neighbours[$1, default: []].intersection(enrolled).count } / 2
  }

  package init(seed: Int, nodes: ClosedRange<UInt16> = 3...40) throws {
    var random = SeededGenerator(seed: seed)
    let count = UInt16.random(in: nodes, using: &random)
    let names = (1...count).map { "node\($0)" }
    var meaning = Meaning()
    var rules: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let members = names.shuffled(using: &random).prefix(Int.random(in: 3...Int(count), using: &random))
      let cost = Int.random(in: 0...3, using: &random) == 0 ? Int.random(in: 1...4, using: &random) : nil
      let rule = meaning.addRule(Array(members), &random)
      // Rules of one kind that share a tunnel must not disagree: a cost of its own has only a rule that stands alone.
      rules.append(rule + (cost != nil && rules.isEmpty ? "\n    cost: \(cost ?? 1)" : ""))
    }
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
    var files = ["mesh.yaml": Array((text + rules.joined(separator: "\n")).utf8)]
    var enrolled: Set<String> = []
    for number in 1...count {
      var lines = [MeshFixtures.node(number)]
      if Int.random(in: 0...3, using: &random) == 0 {
        lines.append("forward: true")
        meaning.forwarders.insert("node\(number)")
      }
      let networks = ["10.20.\(number).0/24", "\"fd10:20:\(String(number, radix: 16))::/48\""]
        .shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
      lines.append("networks: [\(networks.joined(separator: ", "))]")
      var text = lines.joined(separator: "\n")
      if Int.random(in: 0...9, using: &random) == 0, let end = text.firstIndex(of: "\n") {
        text = String(text[end...])
      } else {
        enrolled.insert("node\(number)")
      }
      files["nodes/node\(number).yaml"] = Array(text.utf8)
    }
    (self.enrolled, self.meaning, self.files) = (enrolled, meaning, files)
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    self.mesh = try #require(mesh, "\(diagnostics)")
  }

  /// Whom a node reaches over any number of forwarding nodes, where nobody is kept apart.
  package func connected(to name: String) -> Set<String> {
    var seen: Set<String> = [name]
    var open = [name]
    while let node = open.popLast() {
      guard node == name || meaning.forwarders.contains(node) else { continue }
      let next = meaning.neighbours[node, default: []].intersection(enrolled)
      open += next.filter { seen.insert($0).inserted }
    }
    return seen.subtracting([name])
  }
}

/// What rules mean.
private struct Meaning {
  /// Tunnels, by the names of their ends, both ways.
  var neighbours: [String: Set<String>] = [:]
  var forwarders: Set<String> = []
  var isApart = false

  /// Draws a rule out of some nodes.
  mutating func addRule(_ members: [String], _ random: inout SeededGenerator) -> String {
    let list = { (names: ArraySlice<String>) in "[" + names.joined(separator: ", ") + "]" }
    switch Int.random(in: 0...5, using: &random) {
    case 0:
      let some = members.prefix(5)
      join(some, some)
      return "  - fullMesh: \(list(some))"
    case 1:
      let hubs = members.prefix(Int.random(in: 1...2, using: &random))
      let spokes = members.dropFirst(2)
      join(hubs, hubs)
      join(hubs, spokes)
      forwarders.formUnion(hubs)
      let apart = Bool.random(using: &random)
      isApart = isApart || apart
      return "  - hubs: \(list(hubs))\n    spokes: \(list(spokes))\n    spokeToSpoke: \(!apart)"
    case 2:
      join(members.prefix(1), members[1...1])
      return "  - link: \(list(members.prefix(2)))"
    case 3:
      for (one, other) in zip(members, members.dropFirst()) { join([one], [other]) }
      forwarders.formUnion(members.dropFirst().dropLast())
      return "  - chain: \(list(members[...]))"
    case 4:
      for (one, other) in zip(members, members.dropFirst() + members.prefix(1)) { join([one], [other]) }
      forwarders.formUnion(members)
      return "  - ring: \(list(members[...]))"
    default:
      let (ones, others) = (members.prefix(1), members.dropFirst().prefix(2))
      join(ones, others)
      forwarders.formUnion(members.prefix(3))
      return "  - gateways: [\(list(ones)), \(list(others))]"
    }
  }

  private mutating func join(_ ones: some Sequence<String>, _ others: some Sequence<String>) {
    for one in ones {
      for other in others where other != one {
        neighbours[one, default: []].insert(other)
        neighbours[other, default: []].insert(one)
      }
    }
  }
}
