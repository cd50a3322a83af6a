import Diagnostics
import WireGuard

/// The nodes of a mesh that is imported, told apart by their keys.
struct ImportedMesh {
  struct Node {
    var name: String
    var publicKey: PublicKey?
    var addresses: [IPAddress]
    /// `nil` for a peer that nothing was read of.
    var host: ImportedHost?
  }

  /// Sorted by name.
  private(set) var nodes: [Node]
  /// Each node's number by its key.
  private(set) var indices: [PublicKey: Int] = [:]
  /// Each address's node.
  private(set) var owners: [IPAddress: Int] = [:]
  /// By node: its entries of other nodes, sorted by these.
  private var entries: [[Entry]] = []

  /// Whose entry it is, and where it stands among the peers of its host.
  private struct Entry {
    var peer: Int32
    var place: Int32
  }

  /// - Throws: ``Failure`` where two ends have one name, key or address, or nothing says who one is.
  init(_ hosts: [ImportedHost]) throws(Failure) {
    let hosts = KeylessHosts.named(hosts)
    let problems = Self.clashes(hosts)
    guard problems.isEmpty else { throw Failure(problems) }
    var nodes = hosts.map { host in
      Node(
        name: host.name, publicKey: host.publicKey, addresses: Set(host.addresses.map(\.address)).sorted(), host: host)
    }
    nodes += UnreadPeers(hosts).nodes
    nodes.sort { $0.name < $1.name }
    self.nodes = nodes
    for (index, node) in nodes.enumerated() {
      if let key = node.publicKey { indices[key] = index }
      for address in node.addresses { owners[address] = index }
    }
    entries = nodes.enumerated().map { index, node in
      let found = (node.host?.peers ?? []).enumerated().compactMap { place, entry in
        indices[entry.publicKey].flatMap { $0 == index ? nil : Entry(peer: Int32($0), place: Int32(place)) }
      }
      return found.sorted { $0.peer < $1.peer }
    }
  }

  /// All nodes', with the lengths that hosts give them.
  var addresses: [(address: IPAddress, length: Int)] {
    nodes.flatMap { node in
      node.host?.addresses.map { (address: $0.address, length: $0.length) }
        ?? node.addresses.map { (address: $0, length: $0.family.width) }
    }
  }

  /// Calls a body for every peer of every host whose node is known.
  func forEachEntry(_ body: (_ node: Int, _ peer: Int, _ entry: Peer) -> Void) {
    for index in nodes.indices { forEachEntry(of: index) { body(index, $0, $1) } }
  }

  /// The same for one node's host.
  func forEachEntry(of node: Int, _ body: (_ peer: Int, _ entry: Peer) -> Void) {
    guard let host = nodes[node].host else { return }
    for entry in entries[node] { body(Int(entry.peer), host.peers[Int(entry.place)]) }
  }

  /// What a node's host has of another one; `nil` where it has nothing, or nothing was read of it.
  func entry(of node: Int, for peer: Int) -> Peer? {
    let own = entries[node]
    let index = own.partitioningIndex { $0.peer >= peer }
    guard index < own.count, own[index].peer == peer else { return nil }
    return nodes[node].host?.peers[Int(own[index].place)]
  }

  private static func clashes(_ hosts: [ImportedHost]) -> [Diagnostic] {
    var names: [String: ImportedHost] = [:]
    var keys: [PublicKey: ImportedHost] = [:]
    var addresses: [IPAddress: (ImportedHost, SourceRange)] = [:]
    var problems: [Diagnostic] = []
    func report(_ message: String, _ place: Place, _ first: Place, _ remedy: String) {
      problems.append(
        Diagnostic(
          code: .importClash, message, at: place, notes: [.init("the other one", at: first)], remedy: remedy))
    }
    for host in hosts {
      if let first = names.updateValue(host, forKey: host.name) {
        report(
          "is called \(host.name), as another one is", host.place, first.place,
          "Say who it is: a line `# Name = …` below [Interface], or NAME=HOST.")
      }
      if let key = host.publicKey, let first = keys.updateValue(host, forKey: key) {
        report("has the key of \(first.name)", host.place, first.place, "Each node has a key of its own.")
      }
      if host.addresses.isEmpty {
        problems.append(
          Diagnostic(
            code: .importAddress, "has no address, so it cannot be a node", at: host.place,
            remedy: "Add the `Address` that its peers have in their AllowedIPs."))
      }
      for address in host.addresses {
        if let (first, place) = addresses.updateValue((host, address.place), forKey: address.address),
          first.name != host.name
        {
          report(
            "\(address.address) is already \(first.name)'s", .source(address.place), .source(place),
            "Give one of them another address.")
        }
      }
    }
    return problems
  }
}
