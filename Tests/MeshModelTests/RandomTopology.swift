import MeshModel
import TestSupport
import Testing

/// A mesh out of every rule of a topology, the same for the same seed, and what the rules mean, told on its own.
struct RandomTopology {
  let mesh: Mesh
  /// Tunnels that the rules make, by the names of their ends, both ways.
  private(set) var neighbours: [String: Set<String>] = [:]
  private(set) var forwarders: Set<String> = []
  /// Whether some spokes are kept from each other.
  private(set) var isApart = false
  /// Nodes that are part of the mesh.
  let enrolled: [String]

  init(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let count = UInt16.random(in: 3...40, using: &random)
    let names = (1...count).map { "node\($0)" }
    var rules: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let members = names.shuffled(using: &random).prefix(Int.random(in: 3...Int(count), using: &random))
      let cost = Int.random(in: 0...3, using: &random) == 0 ? Int.random(in: 1...4, using: &random) : nil
      let rule = addRule(Array(members), &random)
      // Rules of one kind that share a tunnel must not disagree: a cost of its own has only a rule that stands alone.
      rules.append(rule + (cost != nil && rules.isEmpty ? "\n    cost: \(cost ?? 1)" : ""))
    }
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
    var files = ["mesh.yaml": Array((text + rules.joined(separator: "\n")).utf8)]
    var enrolled: [String] = []
    for number in 1...count {
      var lines = [MeshFixtures.node(number)]
      if Int.random(in: 0...3, using: &random) == 0 {
        lines.append("forward: true")
        forwarders.insert("node\(number)")
      }
      let networks = ["10.20.\(number).0/24", "\"fd10:20:\(String(number, radix: 16))::/48\""]
      lines.append("networks: [\(networks.shuffled(using: &random).prefix(.random(in: 0...2, using: &random)).joined(separator: ", "))]")
      var text = lines.joined(separator: "\n")
      if Int.random(in: 0...9, using: &random) == 0, let end = text.firstIndex(of: "\n") {
        text = String(text[end...])
      } else {
        enrolled.append("node\(number)")
      }
      files["nodes/node\(number).yaml"] = Array(text.utf8)
    }
    self.enrolled = enrolled
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    self.mesh = try #require(mesh, "\(diagnostics)")
  }

  private mutating func addRule(_ members: [String], _ random: inout SeededGenerator) -> String {
    let list = { (names: some Sequence<String>) in "[" + names.joined(separator: ", ") + "]" }
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
      return "  - chain: \(list(members))"
    case 4:
      for (one, other) in zip(members, members.dropFirst() + members.prefix(1)) { join([one], [other]) }
      forwarders.formUnion(members)
      return "  - ring: \(list(members))"
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

  /// Whom a node reaches over any number of forwarding nodes, where nobody is kept apart.
  func connected(to name: String) -> Set<String> {
    let members = Set(enrolled)
    var seen: Set<String> = [name]
    var open = [name]
    while let node = open.popLast() {
      guard node == name || forwarders.contains(node) else { continue }
      for next in neighbours[node, default: []].intersection(members) where seen.insert(next).inserted { open.append(next) }
    }
    return seen.subtracting([name])
  }
}
