/// Makes an interface that is there Weft's, as it is: its private key gets a file beside, and a marker names it.
///
/// Nothing about the interface or its wg-quick file changes. It may be run again.
package enum AdoptionScript {
  /// The script; it fails where the interface has another key.
  package static func text(
    mesh: String, node: String, interface: InterfaceName, publicKey: PublicKey
  ) -> ShellText {
    let marker = Marker(mesh: mesh, node: node, commit: "", digest: "", interfaces: [interface.text])
    return """
      (
      set -e
      umask 077
      mkdir -p \(HostFolder.keys(mesh: mesh))
      cd \(HostFolder.keys(mesh: mesh))
      trap 'rm -f .new' EXIT
      wg show \(interface) private-key >.new
      [ "$(wg pubkey <.new)" = \(publicKey) ]
      # The name may begin with a hyphen.
      mv .new \("./\(publicKey.fileName)")
      \(marker.write)
      )
      """
  }
}
