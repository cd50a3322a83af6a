package import MeshModel
package import WireGuard

extension MeshVersion {
  /// The nodes' files with public keys put in, by path; nodes that are not declared are left out.
  /// - Throws: ``FileEditError``.
  package func settingKeys(_ keys: [String: PublicKey]) throws(FileEditError) -> [String: [UInt8]?] {
    try editing(keys.keys) { node, text throws(FileEditError) in
      guard let key = keys[node.name] else { return text }
      return try NodeFileEdit.setting(publicKey: key, ofListed: node.isListed ? node.name : nil, in: text)
    }
  }

  /// The nodes' files without their public keys, by path: the nodes are no part of the mesh until they are enrolled.
  /// - Throws: ``FileEditError``.
  package func removingKeys(of names: some Sequence<String>) throws(FileEditError) -> [String: [UInt8]?] {
    try editing(names) { node, text throws(FileEditError) in
      try NodeFileEdit.removingPublicKey(ofListed: node.isListed ? node.name : nil, from: text)
    }
  }

  /// Edits node by node: of those that one file lists, each goes on from the last.
  private func editing(
    _ names: some Sequence<String>, _ edit: (Node, String) throws(FileEditError) -> String
  ) throws(FileEditError) -> [String: [UInt8]?] {
    let names = Set(names)
    var texts: [String: String] = [:]
    for node in mesh.nodes where names.contains(node.name) {
      texts[node.file] = try edit(node, texts[node.file] ?? text(node.file))
    }
    return texts.mapValues { Array($0.utf8) }
  }

  /// `mesh.yaml` with the next generation of pre-shared keys, by its path.
  /// - Throws: ``FileEditError``; ``RotationError/presharedKeysOff`` where the mesh has none.
  package func raisingPresharedKeyGeneration() throws -> [String: [UInt8]?] {
    guard mesh.presharedKeys else { throw RotationError.presharedKeysOff }
    return [meshFile: Array(try MeshFileEdit.raisingPresharedKeyGeneration(in: text(meshFile)).utf8)]
  }

  private func text(_ file: String) -> String { String(decoding: files[file] ?? [], as: UTF8.self) }
}
