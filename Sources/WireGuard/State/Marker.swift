import Foundation

/// What Weft last brought a host to: `marker.json` on the host.
package struct Marker: Hashable, Sendable, Codable {
  package var mesh: String
  package var node: String
  /// The commit that the host was brought to, in hexadecimal.
  package var commit: String
  /// Digest of what that commit desires for the host.
  package var digest: String
  /// Interfaces that Weft owns on the host, sorted.
  package var interfaces: [String]
  /// Whether Weft switched forwarding on, by family: only then may it say that forwarding is its own.
  package var forwarding: [String]
  /// Keys by which the host knows peers whose declared key is not live yet, and those of peers that are still to be removed,
  /// with the peers' names.
  package var heldKeys: [PublicKey: String] { Self.keys(held ?? [:]) }
  /// Keys that the node gave up, the latest last: a declaration of one of them is older than what is live.
  package var retiredKeys: [PublicKey] { (retired ?? []).compactMap { PublicKey($0) } }
  private var held: [String: String]?
  private var retired: [String]?

  /// As many as rotations may be reverted.
  private static let mostRetired = 16

  package init(
    mesh: String, node: String, commit: String, digest: String, interfaces: [String], forwarding: [String] = [],
    heldKeys: [PublicKey: String] = [:], retiredKeys: [PublicKey] = []
  ) {
    self.mesh = mesh
    self.node = node
    self.commit = commit
    self.digest = digest
    self.interfaces = interfaces
    self.forwarding = forwarding
    held = heldKeys.isEmpty ? nil : Dictionary(uniqueKeysWithValues: heldKeys.map { ($0.key.description, $0.value) })
    retired = retiredKeys.isEmpty ? nil : retiredKeys.suffix(Self.mostRetired).map(\.description)
  }

  private static func keys(_ names: [String: String]) -> [PublicKey: String] {
    let pairs = names.compactMap { text, name in PublicKey(text).map { ($0, name) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// The text of the file: one line, keys sorted.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try? encoder.encode(self)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Reads the text of the file; fails when it is not a marker's.
  package init?(json: some StringProtocol) {
    guard let marker = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
    self = marker
  }

  /// Writes the file, whole and for root alone.
  package var write: ShellText { "(\(stage) && \(putInPlace))" }

  /// Writes it whole beside the one that is there, or fails.
  package var stage: ShellText { "(umask 077; printf '%s\\n' \(json) >\(HostFolder.marker(mesh: mesh) + ".new"))" }

  /// Puts what was staged in the place of the file: a rename, which needs no room.
  package var putInPlace: ShellText {
    let file = HostFolder.marker(mesh: mesh)
    return "mv \(file + ".new") \(file)"
  }
}
