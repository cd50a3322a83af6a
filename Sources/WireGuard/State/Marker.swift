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

  package init(
    mesh: String, node: String, commit: String, digest: String, interfaces: [String], forwarding: [String] = []
  ) {
    self.mesh = mesh
    self.node = node
    self.commit = commit
    self.digest = digest
    self.interfaces = interfaces
    self.forwarding = forwarding
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
  package var write: ShellText {
    let file = HostFolder.marker(mesh: mesh)
    return "(umask 077; printf '%s\\n' \(json) >\(file + ".new") && mv \(file + ".new") \(file))"
  }
}
