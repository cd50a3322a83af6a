import MeshModel
import WireGuard

extension NodePlanner {
  /// A node that the commit no longer declares gives up everything that its marker names.
  func leaving() -> Result {
    guard let marker = host.marker else { return Result() }
    let names = marker.interfaces.compactMap { InterfaceName($0) }
    let live = names.compactMap { host.interface($0)?.configuration }
    let router = RouterPlan(nil, node.reading.routing, leaving: names, mesh: input.mesh)
    let settlement = Settlement(
      bootFiles: [], removedBootFiles: names, marker: nil, cutsItselfOff: node.isManagedOverMesh,
      router: router?.settlement(after: .retire, isLast: true))
    let unneeded = node.unneededPresharedKeys([], router: [])
    // Others may be of use when it comes back.
    let revoked = host.keys.filter { input.revocation.isRevoked($0) }
    let work = NodeWork(
      node: node.name,
      steps: (router?.steps(.retire) ?? []) + live.map { .delete($0) }
        + (unneeded.isEmpty ? [] : [.forgetPresharedKeys(unneeded)]) + revoked.map { .destroyKey($0) },
      undo: live.map { .create($0) } + (router?.undo(.retire) ?? []), settlement: settlement)
    let phases: [Phase: NodeWork?] = [
      .revocation: purgeOnTheWayOut(marker, live), .cutover: drain(marker, router), .retire: work,
    ]
    return Result(work: phases.compactMapValues { $0 })
  }

  /// What goes through a node that leaves goes around it first.
  private func drain(_ marker: Marker, _ router: RouterPlan?) -> NodeWork? {
    guard let router, router.drains else { return nil }
    var marker = marker
    marker.digest = ""
    let settlement = Settlement(
      bootFiles: [], removedBootFiles: [], marker: marker, router: router.settlement(after: .cutover, isLast: false))
    return NodeWork(
      node: node.name, steps: router.steps(.cutover), undo: router.undo(.cutover), settlement: settlement)
  }

  /// A node that leaves lets nobody in either, until it is gone.
  private func purgeOnTheWayOut(_ marker: Marker, _ live: [Interface]) -> NodeWork? {
    guard let purge, let before = node.applied ?? node.recorded else { return nil }
    var marker = marker
    marker.digest = ""
    let settlement = Settlement(
      bootFiles: live.map { bootFile($0, before, host.followed) }, removedBootFiles: [], marker: marker)
    return NodeWork(node: node.name, steps: purge.steps, undo: [], settlement: settlement)
  }
}
