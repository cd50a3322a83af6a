package import WireGuard

/// A tunnel whose traffic takes the second interfaces of its ends while it changes itself.
package struct DetourTunnel: Hashable, Sendable {
  /// One end of it.
  package struct End: Hashable, Sendable {
    package var node: String
    package var base: InterfaceName
    package var detour: InterfaceName
    /// Whether it can begin: it knows where the other end listens.
    package var canStart: Bool
    /// What the other end is known by on the second interface.
    package var peerKey: PublicKey
    /// What it is known by on the first one once that has changed.
    package var newPeerKey: PublicKey
    /// Addresses of the other end, and of a node that is reached through it where there is one: one a family each.
    package var targets: [IPAddress]
    /// What the other end gets of others here.
    package var gains: [Prefix] = []
  }

  package internal(set) var first: End
  package internal(set) var second: End
  /// Whether this plan sends the traffic there; else an earlier apply left it there.
  package var isNew: Bool

  package var ends: [End] { [first, second] }
}

extension DetourTunnel {
  /// - Parameters:
  ///   - newKeys: Those of nodes whose keys switch meanwhile.
  ///   - sites: Whose addresses may be reached through one of them.
  init?(
    _ first: DetourSite, _ second: DetourSite, isNew: Bool, newKeys: [String: PublicKey], _ sites: [DetourSite]
  ) {
    guard let one = End(first, to: second, newKeys, sites), let other = End(second, to: first, newKeys, sites)
    else { return nil }
    (self.first, self.second, self.isNew) = (one, other, isNew)
  }
}

extension DetourTunnel.End {
  fileprivate init?(
    _ site: DetourSite, to other: DetourSite, _ newKeys: [String: PublicKey], _ sites: [DetourSite]
  ) {
    guard let key = other.key, let base = newKeys[other.name] ?? other.base.publicKey else { return nil }
    (node, self.base, detour, newPeerKey) = (site.name, site.base.name, site.detour, base)
    canStart = site.endpoint(of: other) != nil
    peerKey = key
    let families = IPAddress.Family.allCases.filter { site.address($0) != nil }
    let owned = site.entry(of: other.name)?.allowedIPs ?? []
    // What it passes on takes another way through its host than what ends there.
    targets =
      families.compactMap { other.address($0) }
      + families.compactMap { family in
        sites.lazy.filter { $0.name != site.name && $0.name != other.name }.compactMap { $0.address(family) }.first {
          address in owned.contains { $0.contains(address) }
        }
      }
  }
}
