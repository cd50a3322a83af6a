package import WireGuard

/// Edits of a node's file that keep its comments, order and layout: only the value that changes is written.
package enum NodeFileEdit {
  /// The file with its `publicKey` replaced, or put in as the first key.
  /// - Throws: ``FileEditError``.
  package static func setting(publicKey: PublicKey, in text: String) throws(FileEditError) -> String {
    try FileEdit.setting([NodeKeys.publicKey.description.name], to: publicKey.description, in: text)
  }

  /// The file without its `publicKey`; as it is where it has none.
  /// - Throws: ``FileEditError``.
  package static func removingPublicKey(from text: String) throws(FileEditError) -> String {
    try FileEdit.removing(NodeKeys.publicKey.description.name, from: text)
  }

  /// The file with the `hostKey` of its `ssh` replaced, or put in; of a list, all are replaced by the one.
  /// - Throws: ``FileEditError``.
  package static func setting(hostKey: String, in text: String) throws(FileEditError) -> String {
    guard let key = HostKeyText.canonical(hostKey) else { throw .unwritable(hostKey) }
    return try FileEdit.setting(
      [NodeKeys.ssh.description.name, SSHTargetKeys.hostKey.description.name], to: key, in: text)
  }
}
