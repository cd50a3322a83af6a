import MeshModel
import Planning
import WireGuard

/// A plan's continuity for other programs.
struct ContinuityDocument: Encodable {
  /// Tunnels that are up before the plan and declared after it.
  private let tunnels: Int
  /// Those of them that stay up throughout.
  private let kept: Int
  /// Tunnels that are down before: they are not judged.
  private let down: Int
  private let statesChecked: Int
  /// Whether the states are those of the whole mesh; else of single tunnels.
  private let exhaustive: Bool
  private let interruptions: [InterruptionDocument]
  private let moves: [MoveDocument]
  /// Tunnels whose key switches, and those of them that come back by themselves should a job not fire.
  /// Tunnels whose traffic moves to another interface beside theirs.
  private let moving: Int
  private let switching: Int
  private let waysBack: Int

  private struct InterruptionDocument: Encodable {
    let nodes: [String]
    let cause: String
    let reason: String
  }

  private struct MoveDocument: Encodable {
    let prefix: String
    let from: String
    let to: String
    let nodes: [String]
  }

  init(_ continuity: Continuity) {
    tunnels = continuity.tunnels
    kept = continuity.kept
    down = continuity.down
    statesChecked = continuity.states
    exhaustive = continuity.isExhaustive
    interruptions = continuity.interruptions.map {
      InterruptionDocument(
        nodes: [$0.tunnel.first, $0.tunnel.second], cause: $0.cause.name, reason: $0.cause.description)
    }
    moves = continuity.moves.map {
      MoveDocument(prefix: $0.prefix.description, from: $0.from, to: $0.to, nodes: $0.nodes)
    }
    moving = continuity.moving
    switching = continuity.switching
    waysBack = continuity.waysBack
  }
}

extension Interruption.Cause {
  /// As programs know it.
  fileprivate var name: String {
    switch self {
    case .listenPort: "listen-port"
    case .endpoint: "endpoint"
    case .interface: "interface"
    case .without: "without"
    case .replacedAllowedIPs: "replaced-allowed-ips"
    case .loss: "loss"
    }
  }
}
