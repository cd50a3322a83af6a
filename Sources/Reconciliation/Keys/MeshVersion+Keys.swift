package import MeshModel
package import WireGuard

extension MeshVersion {
  /// The node files with public keys put in, by path; nodes that are not declared are left out.
  /// - Throws: ``FileEditError``.
  package func settingKeys(_ keys: [String: PublicKey]) throws(FileEditError) -> [String: [UInt8]?] {
    var edits: [String: [UInt8]?] = [:]
    for node in mesh.nodes {
      guard let key = keys[node.name] else { continue }
      edits[node.file] = Array(try NodeFileEdit.setting(publicKey: key, in: text(node.file)).utf8)
    }
    return edits
  }

  /// The node files without their public keys, by path: the nodes are no part of the mesh until they are enrolled.
  /// - Throws: ``FileEditError``.
  package func removingKeys(of names: some Sequence<String>) throws(FileEditError) -> [String: [UInt8]?] {
    let names = Set(names)
    var edits: [String: [UInt8]?] = [:]
    for node in mesh.nodes where names.contains(node.name) {
      edits[node.file] = Array(try NodeFileEdit.removingPublicKey(from: text(node.file)).utf8)
    }
    return edits
  }

  /// `mesh.yaml` with the next generation of pre-shared keys, by its path.
  /// - Throws: ``FileEditError``; ``RotationError/presharedKeysOff`` where the mesh has none.
  package func raisingPresharedKeyGeneration() throws -> [String: [UInt8]?] {
    guard mesh.presharedKeys else { throw RotationError.presharedKeysOff }
    return [meshFile: Array(try MeshFileEdit.raisingPresharedKeyGeneration(in: text(meshFile)).utf8)]
  }

  private func text(_ file: String) -> String { String(decoding: files[file] ?? [], as: UTF8.self) }
}
