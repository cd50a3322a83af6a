package import WireGuard

/// Edits of a node, in its file or in `mesh.yaml`, that keep comments, order and layout: only the value that changes is
/// written.
package enum NodeFileEdit {
  /// The file with a node's `publicKey` replaced, or put in as the first key.
  /// - Parameter name: the node, where the file lists several.
  /// - Throws: ``FileEditError``.
  package static func setting(
    publicKey: PublicKey, ofListed name: String? = nil, in text: String
  ) throws(FileEditError) -> String {
    try FileEdit.setting(path(name, NodeKeys.publicKey.description.name), to: publicKey.description, in: text)
  }

  /// The file without a node's `publicKey`; as it is where it has none.
  /// - Parameter name: the node, where the file lists several.
  /// - Throws: ``FileEditError``.
  package static func removingPublicKey(
    ofListed name: String? = nil, from text: String
  ) throws(FileEditError) -> String {
    try FileEdit.removing(path(name, NodeKeys.publicKey.description.name), from: text)
  }

  /// The file with the `hostKey` of a node's `ssh` replaced, or put in; of a list, all are replaced by the one.
  /// - Parameter name: the node, where the file lists several.
  /// - Throws: ``FileEditError``.
  package static func setting(
    hostKey: String, ofListed name: String? = nil, in text: String
  ) throws(FileEditError) -> String {
    guard let key = HostKeyText.canonical(hostKey) else { throw .unwritable(hostKey) }
    return try FileEdit.setting(
      path(name, NodeKeys.ssh.description.name, SSHTargetKeys.hostKey.description.name), to: key, in: text)
  }

  private static func path(_ name: String?, _ keys: String...) -> [String] {
    (name.map { [MeshKeys.nodes.description.name, $0] } ?? []) + keys
  }
}
