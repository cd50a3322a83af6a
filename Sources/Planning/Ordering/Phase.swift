/// The parts of a plan on one node, in the order in which they run.
///
/// What lets revoked keys in goes first. A rotation is a cutover of its own, batch after batch, between what the other cutovers moved and what is retired; and
/// the switched keys' private halves are destroyed after everything else.
enum Phase: Hashable {
  case revocation
  case prepare
  case cutover
  case rotation(batch: Int)
  case retire
  case destruction

  static func all(batches: Int) -> [Phase] {
    [.revocation, .prepare, .cutover] + (0..<batches).map { .rotation(batch: $0) } + [.retire, .destruction]
  }

  /// The kind of wave that it is.
  var kind: Wave.Kind {
    switch self {
    case .revocation: .revoke
    case .prepare: .prepare
    case .cutover, .rotation: .cutover
    case .retire, .destruction: .retire
    }
  }
}
