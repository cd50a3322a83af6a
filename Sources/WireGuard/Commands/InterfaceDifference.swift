/// The live commands that bring an interface from one configuration to another.
package enum InterfaceDifference {
  /// Commands in an order that never routes to a peer that is not there: peers and addresses come before routes,
  /// and routes go before peers.
  ///
  /// A prefix that moves between peers goes to its new peer first: the kernel takes it from the old one in that very
  /// command, so that at no moment it belongs to nobody.
  package static func commands(from before: Interface, to after: Interface) -> [InterfaceCommand] {
    if before == after { return [] }
    var commands: [InterfaceCommand] = []
    if before.listenPort != after.listenPort { commands.append(.setListenPort(after.listenPort)) }
    if before.mtu != after.mtu { commands.append(.setMTU(after.mtu)) }
    let addresses = SortedDifference(before.addresses, after.addresses)
    let routes = SortedDifference(before.routes, after.routes)
    let changesRank = before.rank != after.rank
    commands += addresses.added.map { .addAddress($0) }
    commands += routes.removed.map { .removeRoute($0, before.rank) }
    if changesRank { commands.append(.setRank(after.rank)) }
    commands += peerChanges(from: before, to: after).map { .setPeer($0) }
    // Of another rank all of them are others: the new ones come before the old ones go.
    commands += (changesRank ? after.routes : routes.added).map { .addRoute($0, after.rank) }
    if changesRank {
      let gone = Set(routes.removed)
      commands += before.routes.filter { !gone.contains($0) }.map {
        .removeRoute($0, before.rank)
      }
    }
    let stays = Set(after.peers.map(\.publicKey))
    commands += before.peers.filter { !stays.contains($0.publicKey) }.map { .removePeer($0.publicKey) }
    commands += addresses.removed.map { .removeAddress($0) }
    return commands
  }

  private static func peerChanges(from before: Interface, to after: Interface) -> [PeerChange] {
    let old = Dictionary(before.peers.map { ($0.publicKey, $0) }, uniquingKeysWith: { first, _ in first })
    let changes = after.peers.compactMap { change(from: old[$0.publicKey], to: $0) }
    // Gains before losses, for the sake of prefixes that move.
    return changes.filter(\.gains) + changes.filter { !$0.gains }
  }

  private static func change(from old: Peer?, to new: Peer) -> PeerChange? {
    guard let old else {
      return PeerChange(
        publicKey: new.publicKey, isNew: true, endpoint: new.endpoint,
        keepalive: new.keepalive == 0 ? nil : new.keepalive,
        allowedIPs: AllowedIPsChange(before: [], after: new.allowedIPs),
        presharedKey: settable(new.presharedKey, over: .off))
    }
    let change = PeerChange(
      publicKey: new.publicKey,
      isNew: false,
      // An endpoint cannot be taken away, only changed.
      endpoint: new.endpoint == old.endpoint ? nil : new.endpoint,
      keepalive: new.keepalive == old.keepalive ? nil : new.keepalive,
      allowedIPs: new.allowedIPs == old.allowedIPs
        ? nil : AllowedIPsChange(before: old.allowedIPs, after: new.allowedIPs),
      presharedKey: settable(new.presharedKey, over: old.presharedKey)
    )
    let isEmpty =
      change.endpoint == nil && change.keepalive == nil && change.allowedIPs == nil && change.presharedKey == nil
    return isEmpty ? nil : change
  }

  /// One that nobody has cannot be brought back.
  private static func settable(_ new: PresharedKey, over old: PresharedKey) -> PresharedKey? {
    new == old || new == .unknown ? nil : new
  }
}

extension PeerChange {
  fileprivate var gains: Bool { isNew || allowedIPs?.added.isEmpty == false }
}

/// What two sorted sequences without doubles have that the other has not.
package struct SortedDifference<Element: Comparable> {
  package private(set) var added: [Element] = []
  package private(set) var removed: [Element] = []

  package init(_ before: [Element], _ after: [Element]) {
    var old = before.makeIterator()
    var new = after.makeIterator()
    var left = old.next()
    var right = new.next()
    while true {
      switch (left, right) {
      case (nil, nil): return
      case (let value?, nil):
        removed.append(value)
        left = old.next()
      case (nil, let value?):
        added.append(value)
        right = new.next()
      case (let a?, let b?) where a == b:
        left = old.next()
        right = new.next()
      case (let a?, let b?) where a < b:
        removed.append(a)
        left = old.next()
      case (_, let b?):
        added.append(b)
        right = new.next()
      }
    }
  }
}
