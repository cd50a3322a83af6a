import FRR
import MeshModel
import WireGuard

/// What the FRR of one reached node goes through: what is new comes with the new tunnels, those that are about to go are
/// drained, and what is no longer wanted goes last.
struct RouterPlan {
  private let joining: RoutingDifference
  private let draining: RoutingDifference
  private let leaving: RoutingDifference
  private let daemons: [String]
  /// Whether the host's record says what it is to say in the end.
  private let isRecorded: Bool

  /// - Parameters:
  ///   - desired: `nil` where the node is to have no router.
  ///   - leaving: Tunnels that go.
  ///   - unreached: Tunnels whose other ends cannot be told.
  /// - Returns: `nil` where nothing is known of FRR: there is nothing to change.
  init?(
    _ desired: RouterConfiguration?, _ observation: RoutingObservation?, leaving tunnels: [InterfaceName],
    unreached: Set<InterfaceName> = [], mesh: String
  ) {
    guard let observation, observation.isInstalled else { return nil }
    func toward(_ running: [FRRLine], _ recorded: [FRRLine]) -> RoutingDifference {
      RoutingDifference(
        desired: desired, mesh: mesh, running: running, recorded: recorded, unreached: unreached,
        forgetsNeighbors: observation.forgetsNeighbors)
    }
    joining = toward(observation.running, observation.recorded).additions
    let joined = joining.applied(to: observation.running)
    draining = RoutingDifference.draining(
      Set(tunnels), mesh: mesh, running: joined, recorded: joining.record)
    self.leaving = toward(draining.applied(to: joined), draining.record)
    daemons = desired?.daemons ?? []
    isRecorded = Set(self.leaving.record) == Set(observation.recorded)
  }

  func steps(_ phase: Phase) -> [Step] { step(difference(phase)) }

  func undo(_ phase: Phase) -> [Step] { step(difference(phase)?.inverse) }

  /// What is written down once the work of a phase is done.
  func settlement(after phase: Phase, isLast: Bool) -> RouterSettlement? {
    guard let change = difference(phase) ?? (isLast ? leaving : nil), !change.isEmpty || isLast && !isRecorded
    else { return nil }
    return RouterSettlement(change: change, daemons: daemons)
  }

  /// The pre-shared keys that secrets of its neighbours are derived from in the end.
  var presharedKeys: [PresharedKeyName] { leaving.record.compactMap(\.presharedKey) }

  /// Whether the tunnels that go carry anything yet.
  var drains: Bool { !draining.isEmpty }

  /// Whether FRR is as it should be, and what is Weft's of it known.
  var isSettled: Bool { joining.isEmpty && draining.isEmpty && leaving.isEmpty && isRecorded }

  private func difference(_ phase: Phase) -> RoutingDifference? {
    switch phase {
    case .prepare: joining
    case .cutover: draining
    case .retire: leaving
    case .revocation, .diversion, .transfer, .comeback, .rotation, .destruction: nil
    }
  }

  private func step(_ difference: RoutingDifference?) -> [Step] {
    guard let difference, !difference.isEmpty else { return [] }
    return [.route(difference, daemons: daemons)]
  }
}
