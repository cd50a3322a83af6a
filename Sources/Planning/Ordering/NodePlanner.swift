import MeshModel
import WireGuard

/// Works out what one reached node needs, wave by wave.
struct NodePlanner {
  let input: PlanningInput
  let node: NodeInput
  let host: HostObservation
  /// Keys of peers that stay though the commit drops them.
  let kept: Set<PublicKey>

  /// What a node needs, and which peers it gains.
  struct Result {
    var work: [Wave.Kind: NodeWork] = [:]
    var newPeers: [(interface: InterfaceName, peer: Peer)] = []
  }

  func result() -> Result {
    guard let desired = node.desired else { return Result(work: leaving()) }
    let plans = desired.interfaces.map { interfacePlan($0) }
    var steps = Dictionary(
      uniqueKeysWithValues: Wave.Kind.allCases.map { kind in (kind, plans.flatMap { $0.steps(kind) }) })
    steps[.prepare, default: []] += missingForwarding(desired).map { .forward($0) }
    let stray = strayInterfaces(desired)
    steps[.retire, default: []] += stray.compactMap { host.interface($0) }.map { .delete($0.configuration) }

    var kinds = Wave.Kind.allCases.filter { steps[$0]?.isEmpty == false }
    if kinds.isEmpty, !isSettled(desired, plans) || !stray.isEmpty { kinds = [.prepare] }
    let work = kinds.map { kind in
      let undo = plans.flatMap { $0.undo(kind) }
      let settlement = settlement(desired, plans, stray: stray, after: kind, isLast: kind == kinds.last)
      return (kind, NodeWork(node: node.name, steps: steps[kind] ?? [], undo: undo, settlement: settlement))
    }
    return Result(
      work: Dictionary(uniqueKeysWithValues: work),
      newPeers: plans.flatMap { plan in plan.newPeers.map { (plan.declared.name, $0) } })
  }

  /// A node that the commit no longer declares gives up everything that its marker names.
  private func leaving() -> [Wave.Kind: NodeWork] {
    guard let marker = host.marker else { return [:] }
    let names = marker.interfaces.compactMap { InterfaceName($0) }
    let live = names.compactMap { host.interface($0)?.configuration }
    let settlement = Settlement(
      bootFiles: [], removedBootFiles: names, marker: nil, cutsItselfOff: node.isManagedOverMesh)
    let work = NodeWork(
      node: node.name, steps: live.map { .delete($0) }, undo: live.map { .create($0) }, settlement: settlement)
    return [.retire: work]
  }

  private func interfacePlan(_ wanted: DesiredInterface) -> InterfacePlan {
    let name = wanted.configuration.name
    guard let live = host.interface(name) else { return InterfacePlan(declared: wanted.configuration, stages: nil) }
    let (target, healing) = EndpointRule.settle(
      wanted.configuration, observed: live, recorded: node.recorded?.interface(name), now: host.clock.unixSeconds)
    let undeclared = Set(live.configuration.peers.map(\.publicKey).filter { !node.knows($0, input) })
    let keep = input.policy.undeclaredPeers == .keep ? kept.union(undeclared) : kept
    let stages = InterfaceStages(observed: live.configuration, target: target, kept: keep, healing: healing)
    return InterfacePlan(declared: wanted.configuration, stages: stages)
  }

  private func strayInterfaces(_ desired: DesiredNode) -> [InterfaceName] {
    let wanted = Set(desired.interfaces.map(\.configuration.name))
    return (host.marker?.interfaces ?? []).compactMap { InterfaceName($0) }.filter { !wanted.contains($0) }
  }

  private func missingForwarding(_ desired: DesiredNode) -> [IPAddress.Family] {
    var missing: [IPAddress.Family] = []
    if desired.forwarding.ipv4, !host.forwarding.ipv4 { missing.append(.ipv4) }
    if desired.forwarding.ipv6, !host.forwarding.ipv6 { missing.append(.ipv6) }
    return missing
  }

  /// Whether what survives a reboot is right already.
  private func isSettled(_ desired: DesiredNode, _ plans: [InterfacePlan]) -> Bool {
    host.marker?.digest == desired.digest
      && plans.allSatisfy { plan in
        guard let file = host.bootFile(plan.declared.name) else { return false }
        let expected = bootFile(plan.bootState(after: .retire), desired)
        return file.startsAtBoot && file.digest == expected.digest && file.publicKey == plan.declared.publicKey
      }
  }

  private func settlement(
    _ desired: DesiredNode, _ plans: [InterfacePlan], stray: [InterfaceName], after wave: Wave.Kind, isLast: Bool
  ) -> Settlement {
    let names = plans.map(\.declared.name) + (isLast ? [] : stray)
    let marker = Marker(
      mesh: input.mesh,
      node: node.name,
      commit: input.commit,
      // Without the last piece of work the node is on its way, not there.
      digest: isLast ? desired.digest : "",
      interfaces: names.map(\.text).sorted(),
      forwarding: IPAddress.Family.allCases.filter { desired.forwarding[$0] }.map(\.name))
    return Settlement(
      bootFiles: plans.map { bootFile($0.bootState(after: wave), desired) },
      removedBootFiles: isLast ? stray : [],
      marker: marker)
  }

  private func bootFile(_ interface: Interface, _ desired: DesiredNode) -> BootFile {
    let names = desired.interfaces.first { $0.configuration.name == interface.name }?.peerNames ?? [:]
    return BootFile(
      mesh: input.mesh,
      node: node.name,
      interface: interface,
      peerNames: names,
      operatorLines: host.bootFile(interface.name)?.operatorLines ?? [],
      forwarding: desired.forwarding)
  }
}
