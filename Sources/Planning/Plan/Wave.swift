package import FRR
package import WireGuard

/// Work that may run side by side; a barrier follows it.
package struct Wave: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// What lets a revoked key in goes, whatever it breaks.
    case revoke
    /// What adds and takes nothing away.
    case prepare
    /// What moves and must fall together.
    case cutover
    /// What is no longer declared goes.
    case retire
  }

  package var kind: Kind
  /// Sorted by node.
  package var work: [NodeWork]
  /// The keys that switch in this wave by timers, which is a cutover then.
  package var rotations: [KeyRotation] = []
  /// What it does with the traffic of tunnels that change; `nil` where it leaves that alone.
  package var diversion: Diversion?

  /// Where a wave sends the traffic of tunnels.
  package enum Diversion: Hashable, Sendable {
    /// To the second interfaces.
    case away
    /// Back to the first ones.
    case back
  }
}

/// What one wave does on one node: it becomes one job there.
package struct NodeWork: Hashable, Sendable {
  package var node: String
  package var steps: [Step]
  /// What takes the steps back, in the order in which to run it.
  package var undo: [Step]
  /// What to leave behind once the work is confirmed: the boot files and the marker that fit it.
  package var settlement: Settlement
}

/// One change on a node.
package enum Step: Hashable, Sendable {
  /// Make the interface, from its boot file.
  case create(Interface)
  /// Change it while it runs.
  case change(InterfaceName, InterfaceCommand)
  /// Take the interface and its boot file away.
  case delete(Interface)
  case forward(IPAddress.Family)
  /// Make a second interface beside another one, without routes.
  case raise(Interface)
  /// Move routes of Weft's from one interface to another.
  case divert([Prefix], from: InterfaceName, to: InterfaceName)
  /// Take a second interface and its boot file away.
  case lower(Interface)
  /// Switch the node's own key.
  case switchKey(KeySwitch)
  /// Move a peer's AllowedIPs to the entry of its new key.
  case land(Landing)
  /// From now on, the peer's AllowedIPs belong to the entry that shook hands last.
  case follow(FollowedKeys)
  case unfollow(FollowedKeys)
  /// Destroy the private half of a key that the node gave up.
  case destroyKey(PublicKey)
  /// Files of pre-shared keys that nothing needs any longer.
  case forgetPresharedKeys([PresharedKeyName])
  /// Change what FRR runs; these of its daemons have to run.
  case route(RoutingDifference, daemons: [String])
}

/// The state that survives a reboot, as of a piece of work.
package struct Settlement: Hashable, Sendable {
  /// Boot files to write, as they are once the work is done.
  package var bootFiles: [BootFile]
  /// Interfaces whose boot files go.
  package var removedBootFiles: [InterfaceName]
  /// `nil` where the node leaves the mesh: then its marker goes too.
  package var marker: Marker?
  /// Whether the work takes away the tunnels that the node is reached through: nobody can confirm it afterwards.
  package var cutsItselfOff = false
  /// What FRR is to start with, and what its record says; `nil` where that is so already.
  package var router: RouterSettlement?
}

/// Makes what FRR runs what it starts with, and writes down which of it is Weft's.
package struct RouterSettlement: Hashable, Sendable {
  package var change: RoutingDifference
  /// Daemons that have to run: what another has would be lost.
  package var daemons: [String]
}
