package import WireGuard

/// What tells the tunnels of a node apart that has an interface for each: nothing of it changes when other nodes come or go.
extension Mesh {
  /// Whether a node runs the mesh's routing protocol.
  func isRouted(_ node: Node) -> Bool { !routing.isStatic && node.isManaged && !node.isStatic }

  /// The place of a node's first address in its range, from 0: it tells the node from all others.
  func number(of node: Node) -> UInt128? {
    guard let address = node.addresses.first, let range = addresses.first(where: { $0.contains(address) })
    else { return nil }
    return address.bits - range.address.bits
  }

  /// The port that a node's tunnel to another listens on; `nil` where there is none: the range is too large.
  package func port(of node: Node, towards other: Node) -> UInt16? {
    let base = routing.basePort ?? node.listenPort ?? listenPort
    return number(of: other).flatMap { UInt16(exactly: UInt128(base) + $0) }
  }

  /// The interface of a node's tunnel to another.
  package func interface(of node: Node, towards other: Node) -> InterfaceName? {
    InterfaceName(tunnelTo: other.name, beside: node.interface ?? interface)
  }

  /// Where another node reaches a node on its tunnel: as far from the declared port as the tunnel's is from the node's own.
  func endpoint(_ declared: Endpoint, of node: Node, towards other: Node) -> Endpoint? {
    guard let port = port(of: node, towards: other) else { return nil }
    let shifted = Int(declared.port) + Int(port) - Int(node.listenPort ?? listenPort)
    return UInt16(exactly: shifted).map { Endpoint(host: declared.host, port: $0) }
  }
}

extension InterfaceName {
  /// `wg0-hub-a`; what does not fit into 15 bytes is cut, and five letters out of the name's hash follow.
  /// - Returns: `nil` where the first part leaves no room for that.
  init?(tunnelTo peer: String, beside interface: InterfaceName) {
    let room = Self.maximumLength - interface.text.utf8.count - 1
    guard room >= peer.utf8.count || room > Self.hashLength + 1 else { return nil }
    let name = room >= peer.utf8.count ? peer : peer.prefix(room - Self.hashLength - 1) + "_" + Self.letters(of: peer)
    self.init(interface.text + "-" + name)
  }

  private static let maximumLength = 15
  private static let hashLength = 5
  /// What the name of a systemd unit has as it is (systemd.unit(5)): any other character would be escaped there, and `%i` be
  /// no interface's name.
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  private static func letters(of name: String) -> String {
    var hash = TieBreak.pair(TieBreak.hash(name), 0)
    return String(
      (0..<hashLength).map { _ in
        let (rest, letter) = hash.quotientAndRemainder(dividingBy: UInt64(alphabet.count))
        hash = rest
        return alphabet[Int(letter)]
      })
  }
}
