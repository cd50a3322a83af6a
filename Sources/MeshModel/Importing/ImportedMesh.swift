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

  /// - Throws: ``Failure`` where two ends have one name, key or address, or nothing says who one is.
  init(_ hosts: [ImportedHost]) throws(Failure) {
    let hosts = Self.withKeys(hosts)
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
    for (index, node) in nodes.enumerated() {
      for entry in node.host?.peers ?? [] {
        if let peer = indices[entry.publicKey], peer != index { body(index, peer, entry) }
      }
    }
  }

  /// Hosts without a private key are who their peers say: the key whose entries all have their address.
  ///
  /// Entries have addresses of others too, which that peer carries: so what is clear is settled first.
  private static func withKeys(_ hosts: [ImportedHost]) -> [ImportedHost] {
    let nameless = hosts.indices.filter { hosts[$0].publicKey == nil }
    guard !nameless.isEmpty else { return hosts }
    var owners: [Prefix: Int] = [:]
    for index in nameless { for address in hosts[index].addresses { owners[Prefix(host: address.address)] = index } }
    let taken = Set(hosts.compactMap(\.publicKey))
    var candidates: [PublicKey: Set<Int>] = [:]
    for peer in hosts.lazy.flatMap(\.peers) where !taken.contains(peer.publicKey) {
      let found = Set(peer.allowedIPs.compactMap { owners[$0] })
      candidates[peer.publicKey] = candidates[peer.publicKey]?.intersection(found) ?? found
    }
    var hosts = hosts
    while let (key, found) = candidates.filter({ $0.value.count == 1 }).min(by: { $0.key < $1.key }),
      let index = found.first
    {
      // Of two keys for one host none is sure; the first stands, and the comparison tells.
      if hosts[index].publicKey == nil { hosts[index].publicKey = key }
      candidates = candidates.mapValues { $0.subtracting([index]) }
    }
    return hosts
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
