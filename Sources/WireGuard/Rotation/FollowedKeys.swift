/// Two entries of one node at a peer, of which one has the AllowedIPs: from the staging of a new key until the old one
/// is retired, the peer follows whichever shook hands last.
package struct FollowedKeys: Hashable, Sendable {
  package var interface: InterfaceName
  package var old: PublicKey
  package var new: PublicKey

  package init(interface: InterfaceName, old: PublicKey, new: PublicKey) {
    self.interface = interface
    self.old = old
    self.new = new
  }
}

extension FollowedKeys: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.interface, lhs.old, lhs.new) < (rhs.interface, rhs.old, rhs.new)
  }
}
