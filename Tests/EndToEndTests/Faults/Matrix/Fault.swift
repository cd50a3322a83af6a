/// What goes wrong in the middle of a rotation.
enum Fault: String, CaseIterable, Sendable {
  /// `kill -9`.
  case controllerKilled = "controller-killed"
  /// The session dies; a new one can be made at once.
  case nodeSessionCut = "node-ssh-cut"
  /// The session dies, and no new one can be made until the command has ended.
  case nodeAway = "node-ssh-away"
  case peerSessionCut = "peer-ssh-cut"
  case peerAway = "peer-ssh-away"
  case nodeRebooted = "node-rebooted"
  case peerRebooted = "peer-rebooted"
  case diskFull = "node-disk-full"
  /// No packet comes to the second interface of the node any more, and none goes from it.
  case secondPortClosed = "second-port-closed"

  var isOfPeer: Bool {
    switch self {
    case .peerSessionCut, .peerAway, .peerRebooted: true
    default: false
    }
  }

  /// Whether it can meet a step.
  func concerns(_ step: ProtocolStep) -> Bool {
    !(step.isOfRotate && isOfPeer) && (step.isBeside || self != .secondPortClosed)
  }

  /// Makes it happen.
  func inject(_ scene: LabScene, node: String, peer: String) async throws {
    switch self {
    case .controllerKilled: try await scene.kill()
    case .nodeSessionCut: try await scene.shell(Self.cut, on: node).checked()
    case .nodeAway: try await scene.shell(Self.shut + Self.cut, on: node).checked()
    case .peerSessionCut: try await scene.shell(Self.cut, on: peer).checked()
    case .peerAway: try await scene.shell(Self.shut + Self.cut, on: peer).checked()
    case .nodeRebooted: try await scene.lab("reboot", [node]).checked()
    case .peerRebooted: try await scene.lab("reboot", [peer]).checked()
    case .diskFull: try await scene.shell(Self.fill, on: node).checked()
    case .secondPortClosed: try await scene.shell(Self.close, on: node).checked()
    }
  }

  /// Takes it away, once the command that met it has ended.
  func heal(_ scene: LabScene, node: String, peer: String) async throws {
    switch self {
    case .nodeAway: try await scene.shell(Self.reopen, on: node).checked()
    case .peerAway: try await scene.shell(Self.reopen, on: peer).checked()
    case .diskFull: try await scene.shell("rm /etc/filler", on: node).checked()
    case .secondPortClosed: try await scene.shell("nft delete table inet closed", on: node).checked()
    default: break
    }
  }

  /// Ends every session's server on the host, and not the one that takes connections.
  private static let cut = """
    for pid in $(pgrep sshd); do
    if test "$(ps -o ppid= -p "$pid" | tr -d ' ')" != 1; then kill -9 "$pid" || :; fi
    done

    """
  private static let shut = """
    nft 'table inet shut { chain in { type filter hook input priority 0; tcp dport 22 reject with tcp reset; }; }'

    """
  private static let close = """
    nft 'table inet closed { chain in { type filter hook input priority raw; udp dport 51821 drop; };
    chain out { type filter hook output priority raw; udp sport 51821 drop; }; }'
    """
  private static let reopen = "nft delete table inet shut"
  /// To the last block: whoever needs one more has none.
  private static let fill = """
    for size in 65536 4096 512; do dd if=/dev/zero bs="$size" >>/etc/filler 2>/dev/null || :; done
    ! echo more >/etc/filled 2>/dev/null; rm -f /etc/filled
    """
}
