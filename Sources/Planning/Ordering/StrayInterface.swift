import MeshModel
import WireGuard

/// An interface of Weft's that the commit no longer declares: what it carries moves away before it goes.
struct StrayInterface {
  let name: InterfaceName
  /// `nil` where only its name, or its file, is left.
  let live: Interface?
  /// Whether it stays, since the other end was not reached and may have no other way.
  let isKept: Bool
  /// Once a routing protocol has taken over what goes over it.
  private let yielding: Interface?

  /// Those that the marker names.
  /// - Parameter kept: Keys of peers that stay.
  static func all(_ host: HostObservation, _ desired: DesiredNode, kept: Set<PublicKey>) -> [StrayInterface] {
    let wanted = Set(desired.interfaces.map(\.configuration.name))
    // Only where tunnels have interfaces of their own are there two for one peer.
    let hasTunnels = desired.interfaces.contains(where: \.configuration.isRouted)
    return (host.marker?.interfaces ?? []).compactMap { InterfaceName($0) }.filter { !wanted.contains($0) }.map {
      name in
      let live = host.interface(name)?.configuration
      var yielding = live
      if desired.router != nil, live?.isRouted == false { yielding?.rank = .yielding }
      let isNeeded = live?.peers.contains { kept.contains($0.publicKey) } == true
      return StrayInterface(
        name: name, live: live, isKept: isNeeded && (hasTunnels || live?.isRouted == true), yielding: yielding)
    }
  }

  func steps(_ phase: Phase) -> [Step] {
    guard let live, let yielding else { return [] }
    switch phase {
    case .cutover: return changes(from: live, to: yielding)
    case .retire: return isKept ? [] : [.delete(yielding)]
    case .prepare, .revocation, .diversion, .transfer, .comeback, .rotation, .destruction: return []
    }
  }

  /// What takes a phase's steps back.
  func undo(_ phase: Phase) -> [Step] {
    guard let live, let yielding else { return [] }
    switch phase {
    case .cutover: return changes(from: yielding, to: live)
    case .retire: return isKept ? [] : [.create(yielding)]
    case .prepare, .revocation, .diversion, .transfer, .comeback, .rotation, .destruction: return []
    }
  }

  /// What a boot is to bring up once a phase is done; `nil` where it is not to stay.
  func bootState(after phase: Phase) -> Interface? {
    guard isKept else { return nil }
    switch phase {
    case .revocation, .prepare, .diversion, .transfer: return live
    case .cutover, .comeback, .rotation, .retire, .destruction: return yielding
    }
  }

  private func changes(from before: Interface, to after: Interface) -> [Step] {
    InterfaceDifference.commands(from: before, to: after).map { .change(name, $0) }
  }
}
