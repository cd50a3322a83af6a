import Git
import MeshModel
package import Planning
package import SSH
package import WireGuard

/// What is declared, what was applied, and how to reach everything that either names.
package struct Situation: Sendable {
  package let desired: MeshVersion
  package let applied: MeshVersion?
  /// Versions that hosts say they were brought to, by commit.
  private var recorded: [String: MeshVersion] = [:]
  /// Nodes that were retired: there is nothing to come back to, and often no way.
  private var left: Set<String> = []
  /// Nodes that the reader accepts to cut off by rotations until they are back.
  private let without: Set<String>
  package let revocations: Revocations

  package init(
    desired: MeshVersion, applied: MeshVersion?, without: Set<String> = [], revocations: Revocations = Revocations()
  ) {
    self.desired = desired
    self.applied = applied
    self.without = without
    self.revocations = revocations
  }

  /// Managed nodes of the desired and of the applied mesh, sorted: what is deleted has to be retired.
  package var nodes: [String] {
    Set(desired.managedNodes).union(applied?.managedNodes ?? []).subtracting(left).sorted()
  }

  /// Leaves out those of the nodes that the desired mesh does not have.
  package mutating func retire(_ nodes: some Sequence<String>) {
    left.formUnion(Set(nodes).subtracting(desired.managedNodes))
  }

  /// What is declared behind each node; `nil` where no node has, or had, a router.
  package var routedNetworks: [String: [Prefix]]? {
    guard [desired, applied].contains(where: { $0.map { !$0.mesh.routing.isStatic } ?? false }) else { return nil }
    return Dictionary(
      desired.mesh.nodes.map { ($0.name, $0.networks) }, uniquingKeysWith: { first, _ in first })
  }

  /// How to reach the nodes; a deleted one is reached as the applied commit says, and so is one that is to move, as long as
  /// it is there still.
  package var addresses: [String: HostAddress] {
    let new = AddressBook(desired.mesh)
    let old = applied.map { AddressBook($0.mesh, trusting: desired.mesh) }
    return Dictionary(
      nodes.compactMap { name in
        let former = old?.address(of: name)
        guard var address = new.address(of: name) else { return former.map { (name, $0) } }
        if let former, former != address { address.former = [former] }
        return (name, address)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Commits that markers name and that are neither the desired nor the applied one.
  package func unknownCommits(_ readings: [String: NodeInput.Reading]) -> Set<String> {
    let known = Set([desired.commit.id.description, applied?.commit.id.description].compactMap { $0 })
    return Set(readings.values.compactMap { $0.observation?.marker?.commit }.filter { !$0.isEmpty }).subtracting(known)
  }

  package mutating func add(_ version: MeshVersion) { recorded[version.commit.id.description] = version }

  /// The planner's input. Nodes without a reading are those that `--only` leaves out.
  package func input(_ readings: [String: NodeInput.Reading]) -> PlanningInput {
    let new = AddressBook(desired.mesh)
    let old = applied.map { AddressBook($0.mesh) }
    let managed = Set(desired.managedNodes)
    let inputs = nodes.map { name -> NodeInput in
      let wanted = managed.contains(name) ? desired.compiler.desired(name) : nil
      let reading = (readings[name] ?? .notAsked).settingAside(brokenOf: wanted?.router)
      return NodeInput(
        name: name,
        desired: wanted,
        applied: applied?.compiler.desired(name),
        recorded: version(reading.observation?.marker?.commit)?.compiler.desired(name),
        reading: reading,
        isManagedOverMesh: new.isManagedOverMesh(name) || old?.isManagedOverMesh(name) == true,
        waysIn: (new.address(of: name) ?? old?.address(of: name))?.jumps.map(\.node) ?? [])
    }
    return PlanningInput(
      mesh: desired.mesh.name,
      commit: desired.commit.id.description,
      applied: applied?.commit.id.description,
      policy: desired.mesh.policy,
      usesPresharedKeys: desired.mesh.presharedKeys,
      nodes: inputs,
      names: names,
      rotation: RotationInput(without: without, hubGroups: desired.compiler.hubGroups),
      revocation: RevocationInput(
        nodes: revocations.nodes, accepting: revocations.accepting, places: desired.places(of: revocations.nodes)))
  }

  private func version(_ commit: String?) -> MeshVersion? {
    guard let commit else { return nil }
    if commit == desired.commit.id.description { return desired }
    return commit == applied?.commit.id.description ? applied : recorded[commit]
  }

  private var names: [PublicKey: String] {
    let nodes = [applied, desired].compactMap { $0 }.flatMap(\.compiler.nodes)
    let pairs = nodes.compactMap { node in node.publicKey.map { ($0, node.name) } }
    return Dictionary(pairs, uniquingKeysWith: { _, last in last })
  }
}
