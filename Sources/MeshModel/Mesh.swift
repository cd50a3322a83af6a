package import Diagnostics
package import WireGuard

/// What a repository declares: `mesh.yaml` and the node files, read and checked one by one.
package struct Mesh: Sendable {
  /// 1 to 63 characters of `a-z 0-9 -`: it is part of ref names and of paths on hosts.
  package var name: String
  package var interface: InterfaceName
  package var listenPort: UInt16
  /// Bytes.
  package var mtu: Int
  /// Every node's address lies in one of these.
  package var addresses: [Prefix]
  package var keepalive: KeepalivePolicy
  package var presharedKeys: Bool
  /// Counts up to ask for new pre-shared keys; 1 where the mesh does not say.
  package var presharedKeyGeneration: Int
  package var routing: RoutingSettings
  package var ssh: SSHDefaults
  package var topology: [TopologyRule]
  package var policy: Policy
  /// Sorted by name.
  package var nodes: [Node]
}

/// When keepalives are sent.
package enum KeepalivePolicy: Hashable, Sendable {
  /// 25 s from an end that is behind NAT.
  case auto
  /// Every so many seconds, from both ends; 0 is off.
  case seconds(UInt16)
}

/// How to log in where a node does not say otherwise.
package struct SSHDefaults: Hashable, Sendable {
  package var user: String?
  package var port: UInt16?

  package init(user: String? = nil, port: UInt16? = nil) {
    self.user = user
    self.port = port
  }
}

/// Which nodes are peers of each other. Members are names of nodes or tags; a tag is its nodes in the order of their names.
package struct TopologyRule: Sendable {
  package enum Shape: Hashable, Sendable {
    case fullMesh([Member])
    /// The first hub is preferred; hubs of one group are peers of each other.
    case hubs([Member], spokes: [Member])
    case link(Member, Member)
    /// Each is a peer of the next; those between the ends pass on packets of others.
    case chain([Member])
    /// A chain whose ends are peers too; all pass on packets of others.
    case ring([Member])
    /// Each of the one group is a peer of each of the other, and all pass on packets of others; the first are preferred.
    case gateways([Member], [Member])
  }

  /// A name as it is written, and where.
  package struct Member: Hashable, Sendable {
    package var name: String
    package var place: SourceRange
  }

  package var shape: Shape
  /// Of a rule with hubs: whether its spokes reach each other through them.
  package var joinsSpokes = true
  /// What the rule says of its tunnels.
  package var tunnels = TunnelSettings()
  package var place: SourceRange
}

/// What a rule says of its tunnels; `nil` where it leaves that to the nodes.
package struct TunnelSettings: Hashable, Sendable {
  package var keepalive: Located<KeepalivePolicy>?
  /// Bytes.
  package var mtu: Located<Int>?
  /// How long a tunnel is for the choice of ways; 1 where no rule says, at most 1,000.
  package var cost: Located<UInt16>?
  /// Where the peers of these tunnels reach a node, by its name, in the place of its own endpoint.
  package var endpoints: [String: Located<Endpoint>] = [:]
}

package struct Policy: Hashable, Sendable {
  package enum UndeclaredPeers: String, Hashable, Sendable, CaseIterable {
    case fail
    case keep
    case remove
  }

  package var undeclaredPeers: UndeclaredPeers
  /// A plan that removes more than this part of the nodes is refused, once there are enough of them.
  package var removals: RemovalLimit
  package var rotation: RotationPolicy
  /// Only commits that git says are signed are applied.
  package var requiresSignedCommits: Bool

  package init(
    undeclaredPeers: UndeclaredPeers,
    removals: RemovalLimit,
    rotation: RotationPolicy = .standard,
    requiresSignedCommits: Bool = false
  ) {
    self.undeclaredPeers = undeclaredPeers
    self.removals = removals
    self.rotation = rotation
    self.requiresSignedCommits = requiresSignedCommits
  }
}

/// When keys are rotated, how, and how many at a time.
package struct RotationPolicy: Hashable, Sendable {
  /// How a key switches while its tunnels are in use.
  package enum Method: String, Hashable, Sendable, CaseIterable {
    /// By timers where the queues hold what is sent meanwhile, else beside.
    case auto
    /// Both ends switch at one moment, and the queues hold what is sent until they have shaken hands.
    case timed
    /// The traffic takes a second interface at both ends while the key switches on the first.
    case parallel
  }

  package var method: Method
  /// Seconds after which a key is due; `nil` for never.
  package var maxAge: Int?
  /// How many nodes may switch at one moment.
  package var maxParallel: Int
  /// Seconds of silence after which a peer that is not reached no longer holds up the rotations of others; `nil` is never.
  package var unreachableWait: Int?

  package init(
    method: Method = .auto, maxAge: Int? = nil, maxParallel: Int = 4, unreachableWait: Int? = nil
  ) {
    self.method = method
    self.maxAge = maxAge
    self.maxParallel = maxParallel
    self.unreachableWait = unreachableWait
  }

  package static let standard = RotationPolicy()
}

package struct RemovalLimit: Hashable, Sendable {
  /// 0 to 100.
  package var percent: Int
  /// Below this number of nodes there is no limit.
  package var minimumNodes: Int

  package init(percent: Int, minimumNodes: Int) {
    self.percent = percent
    self.minimumNodes = minimumNodes
  }
}
