package import FRR
package import WireGuard

/// What a commit wants one node to be.
package struct DesiredNode: Hashable, Sendable {
  package var name: String
  package var interfaces: [DesiredInterface]
  /// Families that must be forwarded; `false` asks for nothing.
  package var forwarding: Forwarding
  /// What is behind it: nobody sends that through a tunnel from here.
  package var networks: [Prefix]
  /// What its FRR is to be; `nil` where its ways are compiled.
  package var router: RouterConfiguration?

  package init(
    name: String, interfaces: [DesiredInterface], forwarding: Forwarding, networks: [Prefix] = [],
    router: RouterConfiguration? = nil
  ) {
    self.name = name
    self.interfaces = interfaces
    self.forwarding = forwarding
    self.networks = networks
    self.router = router
  }

  /// The networks that its router announces, where an interface is the first of the router's: its boot file has their
  /// routes that drop.
  package func networks(with interface: Interface) -> [Prefix] {
    interface.name == router?.interfaces.first?.name ? router?.networks ?? [] : []
  }

  /// The pre-shared keys that it needs a file of, each once: of its peers, and of its router's neighbours.
  package var presharedKeys: [PresharedKeyName] {
    let ofPeers = interfaces.flatMap(\.configuration.peers).compactMap { peer in
      if case .file(let name) = peer.presharedKey { name } else { nil }
    }
    let ofNeighbors = (router?.interfaces ?? []).compactMap(\.key)
    return ofNeighbors.isEmpty ? ofPeers : Set(ofPeers + ofNeighbors).sorted()
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
