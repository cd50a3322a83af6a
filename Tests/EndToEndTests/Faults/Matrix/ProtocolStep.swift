/// A step of a rotation at which a fault is injected: where it stands, and how that is seen.
struct ProtocolStep: Sendable {
  /// The host that is held, as it is named in the matrix.
  enum Holder { case node, peer }

  /// What the table calls it.
  var name: String
  /// Whether it is `weft rotate` that is held, and not the apply.
  var isOfRotate = false
  /// Whether the traffic takes second interfaces while the key switches, in the place of timers.
  var isBeside = false
  var holder: Holder
  var command = "wg"
  /// A shell condition on a call of the command; `NEW` and `OLD` are the keys, `OLDFILE` the old one's file.
  var condition: String
  /// Whether the call to be held comes after staging, and looks like one before it.
  var isAfterStaging = false
  /// A shell condition on the rotating node that holds too before the fault comes.
  var alsoOnNode: String?

  /// In the folder of the job that switches, or lands.
  private static let inJob = "case $PWD in *-rotation) ;; *) false ;; esac"

  /// The steps in their order.
  static let all: [ProtocolStep] = [
    ProtocolStep(
      name: "key-made", isOfRotate: true, holder: .node,
      condition: "case \"$1 $PWD\" in 'pubkey '*/keys) ;; *) false ;; esac"),
    staging,
    ProtocolStep(
      name: "warming", holder: .node, condition: "test \"$*\" = 'show wg0 transfer'", isAfterStaging: true),
    ProtocolStep(name: "delivered", holder: .node, command: "sha256sum", condition: inJob),
    ProtocolStep(
      name: "peers-armed", holder: .node, command: "mkdir", condition: "case $* in */busy) \(inJob) ;; *) false ;; esac"
    ),
    ProtocolStep(
      name: "node-armed", holder: .node, condition: "test \"$*\" = 'show wg0 public-key' && \(inJob)"),
    ProtocolStep(
      name: "switched", holder: .peer,
      condition: "case $* in *'peer NEW'*'peer NEW'*allowed-ips*) ;; *) false ;; esac",
      alsoOnNode: "test \"$(wg show wg0 public-key)\" = NEW"),
    ProtocolStep(
      name: "landed", holder: .node,
      condition: "test \"$*\" = 'show all latest-handshakes' && test -e switched && \(inJob)"),
    ProtocolStep(name: "decided", holder: .node, condition: "test \"$*\" = 'show wg0 endpoints' && \(inJob)"),
    ProtocolStep(
      name: "boot-file-moved", holder: .node, command: "mv",
      condition: "case $* in *' /etc/wireguard/weft/example/marker.json') \(inJob) ;; *) false ;; esac"),
    ProtocolStep(name: "retiring", holder: .peer, condition: "case $* in *'peer OLD remove'*) ;; *) false ;; esac"),
    ProtocolStep(
      name: "destroying", holder: .node, command: "rm", condition: "case $* in *keys/OLDFILE*) ;; *) false ;; esac"),
  ]

  static let staging = ProtocolStep(
    name: "staging", holder: .peer, condition: "case $* in 'set '*'peer NEW'*) ;; *) false ;; esac")
}
