/// The parts of a plan on one node, in the order in which they run.
///
/// What lets revoked keys in goes first. Where tunnels have detours, the traffic takes them before the first cutover, and
/// comes back after it. A rotation by timers is a cutover of its own, batch after batch, between what the other cutovers
/// moved and what is retired; and the switched keys' private halves are destroyed after everything else.
enum Phase: Hashable {
  case revocation
  case prepare
  /// The traffic of some tunnels takes a second interface, and none goes into the mesh any more for what is at home by now;
  case diversion
  /// so do the prefixes that another peer gets, once it answers over the second interface itself.
  case transfer
  case cutover
  /// and comes back.
  case comeback
  case rotation(batch: Int)
  case retire
  case destruction

  static func all(batches: Int) -> [Phase] {
    [.revocation, .prepare, .diversion, .transfer, .cutover, .comeback] + (0..<batches).map { .rotation(batch: $0) } + [
      .retire, .destruction,
    ]
  }

  /// The kind of wave that it is.
  var kind: Wave.Kind {
    switch self {
    case .revocation: .revoke
    case .prepare: .prepare
    case .diversion, .transfer, .cutover, .comeback, .rotation: .cutover
    case .retire, .destruction: .retire
    }
  }
}
