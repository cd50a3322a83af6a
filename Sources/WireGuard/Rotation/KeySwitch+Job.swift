extension KeySwitch {
  /// The node's own job. It begins when it is armed, so that a host without the key says so before the moment; it decides
  /// by itself whether the new key stays, and takes the old one back where it does not.
  /// - Parameter commit: What survives a reboot from then on, where the new key stays.
  package func job(id: String, commit: ShellText, fireAtTicks: Int64?) -> Job {
    Job(
      id: id, folder: HostFolder.jobs(mesh: mesh), run: run, undo: undo, commit: commit, fireAtTicks: fireAtTicks,
      beginsWhenArmed: true, confirmWithinSeconds: nil)
  }

  /// How long after the moment nothing is sent or judged.
  package static let restsFor: Duration = .seconds(1)
  /// Hundredths of a second after the moment at which the node decides: three retries of WireGuard's, and some.
  private static let decidesAfter = 2000

  /// Prints `switched`, then what ``KeySwitchOutcome`` reads; fails where the old key has to come back.
  ///
  /// A tunnel is verified when its handshake is another than just before, or a ping was answered after: only a session of
  /// the new key carries the request. Nothing is sent before a second has passed, when the peers have landed: a
  /// handshake that the node starts into their landing crosses theirs, and both fail.
  var run: ShellText {
    """
    . ./clock
    \(KeySwitchScript.functions)
    holds \(file(new)) \(new)
    holds \(file(old)) \(old)
    \(ShellText(lines: interfaces.map { "has \($0) \(old)" }))
    tunnels=\(table)
    : > answered || exit 1
    in_time || exit 1
    hurry
    await_moment 10 || exit \(JobClock.disarmed)
    before=$(wg show all latest-handshakes) || exit 1
    : > switched || exit 1
    align
    until_tick "$moment"
    \(ShellText(lines: interfaces.map { "wg set \($0) private-key \(file(new)) || exit 1" }))
    calm
    echo switched
    decide "$((moment + \(Self.decidesAfter)))" \(Self.restsFor.components.seconds * 100)
    """
  }

  /// The old key again, and something sent to everyone: so the peers see a handshake under it, and follow.
  var undo: ShellText {
    """
    if test ! -e switched; then exit 0; fi
    code=0
    \(ShellText(lines: interfaces.map { "wg set \($0) private-key \(file(old)) || code=1" }))
    \(KeySwitchScript.functions)
    tunnels=\(table)
    while read -r number interface peer name target rest; do
    if test "${target:--}" != -; then
    send "$interface" "$target" &
    if test "$((number % 50))" -eq 49; then wait; fi
    fi
    done <<TUNNELS
    $tunnels
    TUNNELS
    wait
    exit "$code"
    """
  }

  /// Its name may begin with a hyphen, the path does not.
  private func file(_ key: PublicKey) -> String { "\(HostFolder.keys(mesh: mesh))/\(key.fileName)" }

  /// The table that the script works on.
  private var table: String { tunnels.indices.map(row).joined(separator: "\n") }

  private func row(_ index: Int) -> String {
    let tunnel = tunnels[index]
    let words = [
      "\(index)", tunnel.interface.text, "\(tunnel.peer)", tunnel.peerName, tunnel.target?.description ?? "-",
      tunnel.isJudged ? "judged" : "spared", tunnel.isWayIn ? "way-in" : "-",
    ]
    return words.joined(separator: " ")
  }
}
