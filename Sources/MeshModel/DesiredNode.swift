package import WireGuard

/// What a commit wants one node to be.
package struct DesiredNode: Hashable, Sendable {
  package var name: String
  package var interfaces: [DesiredInterface]
  /// Families that must be forwarded; `false` asks for nothing.
  package var forwarding: Forwarding

  package init(name: String, interfaces: [DesiredInterface], forwarding: Forwarding) {
    self.name = name
    self.interfaces = interfaces
    self.forwarding = forwarding
  }
}

/// An interface as it should be, and who its peers are.
package struct DesiredInterface: Hashable, Sendable {
  package var configuration: Interface
  /// Names of the nodes behind the peers' keys.
  package var peerNames: [PublicKey: String]

  package init(configuration: Interface, peerNames: [PublicKey: String]) {
    self.configuration = configuration
    self.peerNames = peerNames
  }
}
