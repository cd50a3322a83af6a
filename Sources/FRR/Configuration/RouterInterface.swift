package import WireGuard

/// A tunnel as a router sees it: an interface with one neighbour.
package struct RouterInterface: Hashable, Sendable {
  package var name: InterfaceName
  /// At least 1, the same at both ends. A path of 20 tunnels that cost 1,000 is still cheaper than one through a node that
  /// carries nothing for others (``RouterConfiguration/detour``); with BGP it is the length of the AS path, which every
  /// update carries.
  package var cost: UInt16
  package var hasBFD: Bool
  package var neighbor: RouterNeighbor
  /// What both ends derive the secret from by which they authenticate each other; `nil` where they do not.
  package var key: PresharedKeyName?

  package init(
    name: InterfaceName, cost: UInt16, hasBFD: Bool, neighbor: RouterNeighbor, key: PresharedKeyName? = nil
  ) {
    self.name = name
    self.cost = cost
    self.hasBFD = hasBFD
    self.neighbor = neighbor
    self.key = key
  }
}

/// The router at the other end of a tunnel.
package struct RouterNeighbor: Hashable, Sendable {
  /// Whether it may carry packets for others: then anything that the mesh has is taken from it, else only its own.
  package var isTransit: Bool
  /// What it announces of its own.
  package var announced: [Prefix]
  /// For BGP.
  package var asNumber: UInt32

  package init(isTransit: Bool, announced: [Prefix], asNumber: UInt32) {
    self.isTransit = isTransit
    self.announced = announced
    self.asNumber = asNumber
  }
}
