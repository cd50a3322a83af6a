import WireGuard

/// Where each node is reached: what most of its peers have.
struct ImportedEndpoints {
  private(set) var endpoints: [Int: Endpoint] = [:]

  init(_ mesh: ImportedMesh) {
    var votes: [Int: [Endpoint: Int]] = [:]
    mesh.forEachEntry { _, peer, entry in
      if let endpoint = entry.endpoint { votes[peer, default: [:]][endpoint, default: 0] += 1 }
    }
    endpoints = votes.compactMapValues { votes in
      votes.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }?.key
    }
  }

  /// Each address that some tunnel is reached by.
  var prefixes: [Prefix] { endpoints.values.compactMap { $0.address.map(Prefix.init(host:)) } }
}
