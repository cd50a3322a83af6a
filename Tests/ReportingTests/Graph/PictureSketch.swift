import TestSupport
import Testing

@testable import Reporting

/// A mesh to draw, put together by hand.
struct PictureSketch: CustomTestStringConvertible {
  let name: String
  private var nodes: [String: MeshPicture.Node] = [:]
  private var ranks: [String: [String: Int]] = [:]

  init(_ name: String) { self.name = name }

  var testDescription: String { name }

  mutating func add(_ names: [String], _ role: MeshPicture.Node.Role = .end) {
    for name in names { nodes[name] = MeshPicture.Node(name: name, role: role) }
  }

  mutating func change(_ name: String, _ change: (inout MeshPicture.Node) -> Void) {
    if var node = nodes[name] {
      change(&node)
      nodes[name] = node
    }
  }

  mutating func link(_ one: String, _ other: String, rank: Int = 1) {
    guard one != other, nodes[one] != nil, nodes[other] != nil else { return }
    let rank = min(rank, ranks[one]?[other] ?? rank)
    ranks[one, default: [:]][other] = rank
    ranks[other, default: [:]][one] = rank
  }

  mutating func fullMesh(_ members: [String]) {
    for one in members { for other in members { link(one, other) } }
  }

  mutating func hubs(_ hubs: [String], spokes: [String]) {
    fullMesh(hubs)
    for (rank, hub) in hubs.enumerated() {
      change(hub) { $0.role = .hub }
      for spoke in spokes where !hubs.contains(spoke) { link(hub, spoke, rank: rank + 1) }
    }
  }

  mutating func chain(_ members: [String]) {
    for (one, other) in zip(members, members.dropFirst()) { link(one, other) }
  }

  mutating func ring(_ members: [String]) { chain(members + members.prefix(1)) }

  var picture: MeshPicture {
    let names = nodes.keys.sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return MeshPicture(
      name: name, nodes: names.compactMap { nodes[$0] },
      peers: names.map { name in
        (ranks[name] ?? [:]).compactMap { peer, rank in places[peer].map { MeshPicture.Peer(node: $0, rank: rank) } }
          .sorted { $0.node < $1.node }
      })
  }

  static func names(_ prefix: String, _ count: Int) -> [String] { (1...count).map { "\(prefix)-\($0)" } }
}

extension PictureSketch {
  static let many: [PictureSketch] =
    [3, 4, 8, 10, 11, 40, 200].map { whole($0) } + [
      twoHubs, regions(backbone: true), regions(backbone: false), fourHubs, lines(8), lines(41), gateways, tree,
      everyKind,
    ]

  static func whole(_ count: Int) -> PictureSketch {
    var sketch = PictureSketch("full mesh of \(count)")
    sketch.add(names("node", count))
    sketch.fullMesh(names("node", count))
    return sketch
  }

  /// Two hubs with 38 spokes, some of which have shortcuts.
  static let twoHubs: PictureSketch = {
    var sketch = PictureSketch("two hubs")
    sketch.add(["hub-a", "hub-b"] + names("branch", 38))
    sketch.hubs(["hub-a", "hub-b"], spokes: names("branch", 38))
    for (one, other) in [(1, 2), (3, 4), (4, 5), (9, 30)] { sketch.link("branch-\(one)", "branch-\(other)") }
    return sketch
  }()

  /// Three full meshes, each with two hubs for spokes; the hubs are a mesh of their own, or three links join them.
  static func regions(backbone: Bool) -> PictureSketch {
    var sketch = PictureSketch(backbone ? "regions with a backbone" : "regions with links")
    let regions = [("ams", 12), ("fra", 7), ("nyc", 16)]
    let hubs = regions.map { ["\($0.0)-hub-a", "\($0.0)-hub-b"] }
    for (index, (region, count)) in regions.enumerated() {
      let spokes = names("\(region)-branch", 18)
      sketch.add(names(region, count) + hubs[index] + spokes)
      sketch.fullMesh(names(region, count) + hubs[index])
      sketch.hubs(hubs[index], spokes: spokes)
    }
    if backbone { sketch.fullMesh(Array(hubs.joined())) } else { sketch.ring(hubs.map { $0[0] }) }
    return sketch
  }

  static let fourHubs: PictureSketch = {
    var sketch = PictureSketch("four hubs with 196 spokes")
    sketch.add(names("hub", 4) + names("site", 196))
    sketch.hubs(names("hub", 4), spokes: names("site", 196))
    for number in stride(from: 1, to: 196, by: 3) {
      sketch.change("site-\(number)") {
        $0.isBehindNAT = true
        $0.networks = ["10.20.\(number).0/24", "fd10:20::/64"]
      }
    }
    return sketch
  }()

  static func lines(_ count: Int) -> PictureSketch {
    var sketch = PictureSketch("chain and ring of \(count)")
    sketch.add(names("c", count) + names("r", count), .forwarding)
    sketch.add(["alone"])
    sketch.chain(names("c", count))
    sketch.ring(names("r", count))
    sketch.link("c-1", "r-3")
    return sketch
  }

  static let gateways: PictureSketch = {
    var sketch = PictureSketch("two meshes with gateways")
    let gateways = names("gateway", 2)
    sketch.add(names("east", 15) + names("west", 20))
    sketch.add(gateways, .gateway)
    sketch.fullMesh(names("east", 15) + gateways)
    sketch.fullMesh(names("west", 20) + gateways)
    return sketch
  }()

  /// Hubs of hubs.
  static let tree: PictureSketch = {
    var sketch = PictureSketch("tree")
    let regions = names("region", 8)
    sketch.add(names("core", 4))
    for region in regions {
      let spokes = names("\(region)-site", 14)
      sketch.add(["\(region)-a", "\(region)-b"] + spokes)
      sketch.hubs(["\(region)-a", "\(region)-b"], spokes: spokes)
    }
    sketch.hubs(names("core", 4), spokes: regions.flatMap { ["\($0)-a", "\($0)-b"] })
    return sketch
  }()

  /// Every shape that a picture has.
  static let everyKind: PictureSketch = {
    var sketch = PictureSketch("every <kind> & \"more\"")
    sketch.add(names("core", 5) + ["hub-a", "hub-b", "phone", "alone"] + names("branch", 4))
    sketch.add(names("pop", 4) + names("loop", 4), .forwarding)
    sketch.fullMesh(names("core", 5) + ["hub-a"])
    sketch.hubs(["hub-a", "hub-b"], spokes: names("branch", 4) + ["phone"])
    sketch.chain(["core-1"] + names("pop", 4))
    sketch.ring(names("loop", 4))
    sketch.link("branch-1", "branch-4")
    sketch.add(names("gate", 2), .gateway)
    for (one, other) in [("core-2", "gate-1"), ("gate-1", "gate-2"), ("gate-2", "loop-1")] { sketch.link(one, other) }
    sketch.change("branch-2") { $0.isBehindNAT = true }
    sketch.change("branch-3") { $0.isEnrolled = false }
    sketch.change("branch-4") { $0.networks = ["10.20.4.0/24", "10.20.5.0/24"] }
    sketch.change("phone") {
      $0.isManaged = false
      $0.isBehindNAT = true
    }
    return sketch
  }()

  /// Up to 60 nodes with some groups, and single tunnels in any number.
  static func random(_ seed: Int) -> PictureSketch {
    var generator = SeededGenerator(seed: seed)
    var sketch = PictureSketch("random \(seed)")
    let all = names("n", Int.random(in: 1...60, using: &generator))
    for name in all {
      sketch.add([name], [.end, .end, .forwarding].randomElement(using: &generator) ?? .end)
      if Bool.random(using: &generator) { sketch.change(name) { $0.isBehindNAT = true } }
    }
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let some = Array(all.shuffled(using: &generator).prefix(Int.random(in: 1...20, using: &generator)))
      switch Int.random(in: 0...3, using: &generator) {
      case 0: sketch.fullMesh(some)
      case 1: sketch.hubs(Array(some.prefix(3)), spokes: Array(some.dropFirst(3)))
      case 2: sketch.ring(some)
      default: sketch.chain(some)
      }
    }
    for _ in 0..<Int.random(in: 0...40, using: &generator) {
      sketch.link(all.randomElement(using: &generator) ?? "", all.randomElement(using: &generator) ?? "")
    }
    return sketch
  }
}
