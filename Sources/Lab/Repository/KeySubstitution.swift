import MeshModel
import WireGuard

/// Puts the lab's keys in the place of declared ones, in the text of the files: layout and comments stay.
struct KeySubstitution {
  /// Declared public keys, and the lab's own.
  var publicKeys: [String: String]
  /// Machines' host keys, `ssh-ed25519 AAAA…`.
  var serverKeys: [String: String]

  /// The files that become others.
  func apply(to mesh: Mesh, files: [String: [UInt8]]) throws(LabError) -> [String: String] {
    var changed: [String: String] = [:]
    for node in mesh.nodes {
      guard let bytes = files[node.file] else { continue }
      // One file may list several nodes.
      let original = changed[node.file] ?? String(decoding: bytes, as: UTF8.self)
      var text = original
      if let declared = node.publicKey?.description, let own = publicKeys[declared] {
        guard text.contains(declared) else {
          throw .unsupported(node: node.name, reason: "its publicKey is not on one line of \(node.file)")
        }
        text = text.replacing(declared, with: own)
      }
      if let own = serverKeys[node.name] {
        for declared in node.ssh?.hostKeys ?? [] {
          guard text.contains(declared) else {
            throw .unsupported(node: node.name, reason: "its hostKey is not on one line of \(node.file)")
          }
          text = text.replacing(declared, with: own)
        }
      }
      if text != original { changed[node.file] = text }
    }
    return changed
  }
}
