import Diagnostics
package import Foundation
package import WireGuard

/// The keys that were revoked, and what is known of them since: a list that only grows, the file `revoked` of the
/// commits of `refs/weft/MESH/revoked`.
///
/// ```
/// 2026-03-01T12:00:00Z revoked Ab3x…Q= hub-b ada@desk
/// 2026-03-01T12:00:00Z accepted Ab3x…Q= fra-1
/// 2026-03-01T12:00:01Z made Xy9q…c= hub-b
/// 2026-03-01T12:00:04Z dropped Ab3x…Q= fra-1
/// ```
package struct Revocations: Hashable, Sendable {
  package enum Event: Hashable, Sendable {
    /// A node's key must not be let in anywhere, ever again.
    case revoked(PublicKey, node: String, owner: String)
    /// A host may have let the key in when it was revoked.
    case accepted(PublicKey, host: String)
    /// The host was seen without it.
    case dropped(PublicKey, host: String)
    /// The node's next key, made after its others were revoked: who carries on after a crash takes it.
    case made(PublicKey, node: String)
  }

  package private(set) var events: [Event] = []
  private var lines: [String] = []

  package init() {}

  /// Names of the nodes whose keys were revoked, by key.
  package var nodes: [PublicKey: String] {
    let pairs = events.compactMap { event in if case .revoked(let key, let node, _) = event { (key, node) } else { nil }
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// Every revoked key, sorted.
  package var keys: [PublicKey] { nodes.keys.sorted() }

  /// Those of a node, sorted.
  package func keys(of node: String) -> [PublicKey] { nodes.filter { $0.value == node }.keys.sorted() }

  package func isRevoked(_ key: PublicKey?) -> Bool {
    key.map { key in events.contains { if case .revoked(key, _, _) = $0 { true } else { false } } } ?? false
  }

  /// Hosts that may let a key in still, by key.
  package var accepting: [PublicKey: Set<String>] {
    var hosts: [PublicKey: Set<String>] = [:]
    for event in events {
      switch event {
      case .accepted(let key, let host): hosts[key, default: []].insert(host)
      case .dropped(let key, let host): hosts[key]?.remove(host)
      case .revoked, .made: continue
      }
    }
    return hosts
  }

  /// The key that was made for a node when its others were revoked, unless it was revoked since.
  package func madeKey(of node: String) -> PublicKey? {
    let made = events.compactMap { event in if case .made(let key, node) = event { key } else { nil } }
    return made.last.flatMap { isRevoked($0) ? nil : $0 }
  }
}

extension Revocations {
  /// The list with more at its end; what it says already is not said again.
  package func adding(_ new: [Event], at time: Date = Date()) -> Revocations {
    var list = self
    for event in new where !list.says(event) {
      list.events.append(event)
      list.lines.append("\(time.formatted(.iso8601)) \(event.text)")
    }
    return list
  }

  /// Whether an event would change nothing.
  private func says(_ event: Event) -> Bool {
    switch event {
    case .revoked(let key, _, _): isRevoked(key)
    case .accepted(let key, let host): accepting[key]?.contains(host) == true
    case .dropped(let key, let host): accepting[key]?.contains(host) != true
    case .made: events.contains(event)
    }
  }

  /// The text of the file.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  /// Reads the text of the file.
  /// - Throws: ``RevocationError/unreadable(line:)``: what a list cannot say, nobody may take for nothing.
  package init(text: String) throws(RevocationError) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 4).map(String.init)
      guard words.count >= 4, let key = PublicKey(words[2]) else { throw .unreadable(line: String(line)) }
      switch (words[1], words.count) {
      case ("revoked", 5): events.append(.revoked(key, node: words[3], owner: words[4]))
      case ("accepted", 4): events.append(.accepted(key, host: words[3]))
      case ("dropped", 4): events.append(.dropped(key, host: words[3]))
      case ("made", 4): events.append(.made(key, node: words[3]))
      default: throw .unreadable(line: String(line))
      }
      lines.append(String(line))
    }
  }
}

extension Revocations.Event {
  fileprivate var text: String {
    switch self {
    case .revoked(let key, let node, let owner):
      // One line and one word, whoever it was.
      "revoked \(key) \(node) \(owner.split(whereSeparator: \.isWhitespace).joined(separator: "-"))"
    case .accepted(let key, let host): "accepted \(key) \(host)"
    case .dropped(let key, let host): "dropped \(key) \(host)"
    case .made(let key, let node): "made \(key) \(node)"
    }
  }
}
