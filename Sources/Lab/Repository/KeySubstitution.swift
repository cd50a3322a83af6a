import MeshModel
import WireGuard

/// Puts the lab's keys in the place of declared ones, in the text of the files: layout and comments stay.
struct KeySubstitution {
  /// The lab's public keys, and which nodes have one, or none, by what was done in the lab.
  var keys: DeclaredKeys
  /// Machines' host keys, `ssh-ed25519 AAAA…`.
  var serverKeys: [String: String]

  /// The files that become others.
  /// - Throws: ``LabError``; ``FileEditError`` where a key cannot be put in, or taken out, as the file is laid out.
  func apply(to mesh: Mesh, files: [String: [UInt8]]) throws -> [String: String] {
    var changed: [String: String] = [:]
    for node in mesh.nodes {
      guard let bytes = files[node.file] else { continue }
      // One file may list several nodes.
      let original = changed[node.file] ?? String(decoding: bytes, as: UTF8.self)
      var text = try publicKey(of: node, in: original)
      if let own = serverKeys[node.name] {
        for declared in node.ssh?.hostKeys ?? [] {
          guard text.contains(declared) else {
            throw LabError.unsupported(node: node.name, reason: "its hostKey is not on one line of \(node.file)")
          }
          text = text.replacing(declared, with: own)
        }
      }
      if text != original { changed[node.file] = text }
    }
    return changed
  }

  private func publicKey(of node: Node, in text: String) throws -> String {
    let listed = node.isListed ? node.name : nil
    if let key = keys.enrolled[node.name] {
      return try NodeFileEdit.setting(publicKey: key, ofListed: listed, in: text)
    }
    if keys.cutOff.contains(node.name) { return try NodeFileEdit.removingPublicKey(ofListed: listed, from: text) }
    guard let declared = node.publicKey?.description, let own = keys.own[declared] else { return text }
    guard text.contains(declared) else {
      throw LabError.unsupported(node: node.name, reason: "its publicKey is not on one line of \(node.file)")
    }
    return text.replacing(declared, with: own)
  }
}
