package import Git
import MeshModel
import WireGuard

/// How old the keys of a mesh are, by git's history: since when they stand in the files.
package struct KeyAges: Sendable {
  /// Seconds, by node; of a key that is due it may be less than all of its age.
  package let ages: [String: Int64]
  /// Seconds from which a key is due.
  package let limit: Int64

  /// Names of the nodes whose key is due, sorted.
  package var due: [String] { ages.filter { $0.value >= limit }.keys.sorted() }

  /// The node with the oldest key.
  package var oldest: (node: String, age: Int64)? {
    ages.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
  }

  /// - Parameter now: Seconds since 1970.
  package init(since origins: [String: Int64], now: Int64, limit: Int64) {
    ages = origins.mapValues { max(0, now - $0) }
    self.limit = limit
  }
}

extension KeyAges {
  /// Reads the history of a version's managed nodes, as far back as the limit.
  /// - Throws: ``GitError``; ``GitError/shallow(path:)`` where the history is cut off before that.
  package static func read(
    _ version: MeshVersion, in repository: Repository, now: Int64, limit: Int64
  ) async throws -> KeyAges {
    let nodes = version.mesh.nodes.filter(\.isManaged)
    let keys = Dictionary(
      nodes.compactMap { node in node.publicKey.map { ($0, node.name) } }, uniquingKeysWith: { first, _ in first })
    let origins = try await repository.origins(
      of: Set(keys.keys), at: version.commit.id, enough: now - limit,
      including: { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }, reading: { Set(KeyLine.publicKeys(in: $0)) })
    let since = origins.compactMap { key, origin in keys[key].map { ($0, origin.time) } }
    return KeyAges(since: Dictionary(since, uniquingKeysWith: min), now: now, limit: limit)
  }
}
