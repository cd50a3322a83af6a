package import FRR
package import MeshModel
package import WireGuard

/// Everything a plan depends on, as values.
package struct PlanningInput: Sendable {
  package var mesh: String
  package var commit: String
  package var applied: String?
  package var policy: Policy
  /// Whether any desired peer has a pre-shared key: saves looking where none does.
  package var usesPresharedKeys: Bool
  /// Sorted by name: managed nodes of the desired and of the applied mesh.
  package var nodes: [NodeInput]
  /// Names behind the keys of both meshes.
  package var names: [PublicKey: String]
  package var rotation: RotationInput
  package var revocation: RevocationInput

  package init(
    mesh: String,
    commit: String,
    applied: String?,
    policy: Policy,
    usesPresharedKeys: Bool,
    nodes: [NodeInput],
    names: [PublicKey: String],
    rotation: RotationInput = RotationInput(),
    revocation: RevocationInput = RevocationInput()
  ) {
    self.mesh = mesh
    self.commit = commit
    self.applied = applied
    self.policy = policy
    self.usesPresharedKeys = usesPresharedKeys
    self.nodes = nodes
    self.names = names
    self.rotation = rotation
    self.revocation = revocation
  }
}

/// One node: what it should be, what it was brought to, and what it is.
package struct NodeInput: Sendable {
  package enum Reading: Sendable {
    /// The second is FRR, where the host was asked for it.
    case observed(HostObservation, RoutingObservation? = nil)
    case unreached(reason: String)
    /// Left out by `--only`.
    case notAsked
  }

  package var name: String
  /// `nil` when the commit no longer declares it: then it is retired.
  package var desired: DesiredNode?
  /// What the applied commit desired for it; `nil` when it was not in it.
  package var applied: DesiredNode?
  /// What the commit in its own marker desired for it: a node that missed an apply is older than the rest, and one
  /// that a crash left half way is newer.
  package var recorded: DesiredNode?
  package var reading: Reading
  /// Whether it is reached through tunnels of the mesh.
  package var isManagedOverMesh: Bool
  /// Names of the nodes that it is reached through, in order.
  package var waysIn: [String]

  package init(
    name: String,
    desired: DesiredNode?,
    applied: DesiredNode?,
    recorded: DesiredNode?,
    reading: Reading,
    isManagedOverMesh: Bool,
    waysIn: [String] = []
  ) {
    self.name = name
    self.desired = desired
    self.applied = applied
    self.recorded = recorded
    self.reading = reading
    self.isManagedOverMesh = isManagedOverMesh
    self.waysIn = waysIn
  }
}
