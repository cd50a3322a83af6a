import WireGuard

/// Whose each address is, in order, to find those inside a prefix.
struct AddressOwners {
  private let sorted: [(address: IPAddress, owner: Int)]
  private let owners: [IPAddress: Int]

  init(_ owners: [IPAddress: Int]) {
    self.owners = owners
    sorted = owners.map { (address: $0.key, owner: $0.value) }.sorted { $0.address < $1.address }
  }

  /// Calls a body for the owner of every address in a prefix.
  func forEach(in prefix: Prefix, _ body: (Int) -> Void) {
    if prefix.isHost {
      if let owner = owners[prefix.address] { body(owner) }
      return
    }
    let start = sorted.partitioningIndex { $0.address >= prefix.address }
    for (_, owner) in sorted[start...].prefix(while: { prefix.contains($0.address) }) { body(owner) }
  }
}

/// How much each node carries for others.
struct Carrying {
  /// By node: how many addresses of others are sent to it.
  private(set) var count: [Int: Int] = [:]

  init(_ mesh: ImportedMesh, _ neighbours: [Set<Int>], _ addresses: AddressOwners) {
    var count: [Int: Int] = [:]
    mesh.forEachEntry { node, peer, entry in
      for prefix in entry.allowedIPs {
        addresses.forEach(in: prefix) { owner in
          // Of a wider prefix: peers have entries of their own, which are longer.
          guard owner != peer, owner != node, prefix.isHost || !neighbours[node].contains(owner) else { return }
          count[peer, default: 0] += 1
        }
      }
    }
    self.count = count
  }
}

/// Which spokes of hubs reach each other.
struct SpokeReach {
  private let mesh: ImportedMesh
  private let addresses: AddressOwners

  init(_ mesh: ImportedMesh, _ addresses: AddressOwners) {
    self.mesh = mesh
    self.addresses = addresses
  }

  /// How many addresses of others spokes send to a hub: those of each other, and all.
  func sent(by spokes: [Int], to hub: Int) -> (among: Int, all: Int) {
    let members = Set(spokes)
    var (among, all) = (0, 0)
    for spoke in spokes {
      for prefix in mesh.entry(of: spoke, for: hub)?.allowedIPs ?? [] {
        addresses.forEach(in: prefix) { owner in
          guard owner != spoke, owner != hub else { return }
          all += 1
          if members.contains(owner) { among += 1 }
        }
      }
    }
    return (among, all)
  }

  /// Spokes that reach all others through the hubs, and those that reach these alone and not each other. Where it is
  /// otherwise all are of the first kind.
  func split(_ spokes: [Int], over hubs: [Int]) -> (joined: [Int], apart: [Int]) {
    guard spokes.count > 1 else { return (spokes, []) }
    let places = Dictionary(spokes.enumerated().map { ($1, $0) }) { first, _ in first }
    var seen = Array(repeating: -1, count: spokes.count)
    var reached: [Int: Int] = [:]
    for spoke in spokes {
      for hub in hubs {
        for prefix in mesh.entry(of: spoke, for: hub)?.allowedIPs ?? [] {
          addresses.forEach(in: prefix) { owner in
            guard owner != spoke, let place = places[owner], seen[place] != spoke else { return }
            seen[place] = spoke
            reached[spoke, default: 0] += 1
          }
        }
      }
    }
    let joined = spokes.filter { reached[$0] == spokes.count - 1 }
    let apart = spokes.filter { reached[$0] != spokes.count - 1 }
    let known = apart.filter { mesh.nodes[$0].host != nil }
    let areApart =
      apart.count > 1 && !known.isEmpty && known.allSatisfy { reached[$0, default: 0] == joined.count }
    return areApart ? (joined, apart) : (spokes, [])
  }
}
