package import FRR
package import WireGuard

/// What a commit wants one node to be.
package struct DesiredNode: Hashable, Sendable {
  package var name: String
  package var interfaces: [DesiredInterface]
  /// Families that must be forwarded; `false` asks for nothing.
  package var forwarding: Forwarding
  /// What its FRR is to be; `nil` where its ways are compiled.
  package var router: RouterConfiguration?

  package init(
    name: String, interfaces: [DesiredInterface], forwarding: Forwarding, router: RouterConfiguration? = nil
  ) {
    self.name = name
    self.interfaces = interfaces
    self.forwarding = forwarding
    self.router = router
  }

  /// The pre-shared keys that it needs a file of: of its peers, and of its router's neighbours.
  package var presharedKeys: Set<PresharedKeyName> {
    var keys = Set((router?.interfaces ?? []).compactMap(\.key))
    for case .file(let name) in interfaces.lazy.flatMap(\.configuration.peers).map(\.presharedKey) { keys.insert(name) }
    return keys
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
