import Foundation
package import MeshModel
package import WireGuard

/// wg-quick files as generators write them.
package enum QuickFileText {
  /// A private key for tests, told apart by a number.
  package static func privateKey(_ number: Int) -> String {
    var generator = SeededGenerator(seed: number)
    let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    return Data(bytes).base64EncodedString()
  }

  /// Its public half, as the reader of these files works it out.
  package static func publicKey(_ number: Int) -> PublicKey? {
    QuickFile.read(Array("[Interface]\nPrivateKey = \(privateKey(number))\n".utf8), file: "").file?.publicKey
  }

  /// The file of a node.
  /// - Parameter privateKey: `nil` leaves it out.
  package static func render(_ node: DesiredNode, privateKey: String?) -> String {
    guard let interface = node.interfaces.first else { return "" }
    let configuration = interface.configuration
    var lines = ["[Interface]", "# Name = \(node.name)"]
    if let privateKey { lines.append("PrivateKey = \(privateKey)") }
    lines.append("Address = " + configuration.addresses.map(\.description).joined(separator: ", "))
    lines.append("ListenPort = \(configuration.listenPort)")
    lines.append("MTU = \(configuration.mtu)")
    for peer in configuration.peers {
      lines += ["", "[Peer]", "# \(interface.peerNames[peer.publicKey] ?? "")", "PublicKey = \(peer.publicKey)"]
      if peer.presharedKey != .off { lines.append("PresharedKey = \(self.privateKey(0))") }
      lines.append("AllowedIPs = " + peer.allowedIPs.map(\.description).joined(separator: ", "))
      if let endpoint = peer.endpoint { lines.append("Endpoint = \(endpoint)") }
      if peer.keepalive > 0 { lines.append("PersistentKeepalive = \(peer.keepalive)") }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
