extension Landing {
  /// The job of a peer: all landings on it for one moment, each after its own gap.
  ///
  /// It begins when it is armed, by taking the staged entries away: without an entry this end cannot answer the new key
  /// before the AllowedIPs move to it (docs/rotation.md says why that would lose packets). It decides by itself.
  /// - Parameter commit: What survives a reboot from then on, where every landing of the job landed. Where one gave back,
  ///   nothing is written: the boot file of the staging has both entries and the follower, which sees to the rest.
  package static func job(id: String, mesh: String, landings: [Landing], commit: ShellText, fireAtTicks: Int64?) -> Job
  {
    Job(
      id: id, folder: HostFolder.jobs(mesh: mesh), run: run(landings), undo: undo(landings),
      commit: "if test -e not-landed; then exit 0; fi\n\(commit)", fireAtTicks: fireAtTicks, beginsWhenArmed: true,
      confirmWithinSeconds: nil)
  }

  /// Prints a line for each landing, which ``LandingOutcome`` reads. Fails only before anything has landed.
  static func run(_ landings: [Landing]) -> ShellText {
    """
    . ./clock
    \(LandingScript.functions)
    in_time || exit 1
    \(ShellText(lines: landings.map(\.drop)))
    await_moment 8 || exit \(JobClock.disarmed)
    \(ShellText(lines: landings.map(\.land)))
    wait
    """
  }

  /// Where nothing landed: the staged entries are back. A job that has landed is never undone.
  static func undo(_ landings: [Landing]) -> ShellText {
    ShellText(lines: landings.map { "wg set \($0.interface) \($0.entry) || :" } + [":"])
  }

  /// What makes the entry, before it owns anything.
  private var entry: ShellText {
    ShellText(words: ["peer \(peer.publicKey)", peer.presharedKey.words(mesh: mesh)].compactMap(\.self))
  }

  private var drop: ShellText {
    """
    wg show \(interface) peers | grep -qxF \(old) || { echo \("\(interface) has no entry of \(node)'s old key") >&2; exit 1; }
    wg set \(interface) peer \(peer.publicKey) remove || exit 1
    """
  }

  private var land: ShellText {
    """
    (
    node=\(node) interface=\(interface) old=\(old) new=\(peer.publicKey)
    gap=\(gapTicks) retry=\(max(retryTicks, Self.shortestRetry)) keepalive=\(peer.keepalive)
    first=\(peer.keepalive == 0 ? Self.firstKeepalive : peer.keepalive)
    allowed=\(peer.allowedIPs.map(\.description).joined(separator: ","))
    declared=\(peer.endpoint?.address == nil ? "" : peer.endpoint?.description ?? "")
    enter() { wg set "$interface" "$@" \(entry) peer "$new" \\
      ${endpoint:+endpoint "$endpoint"} persistent-keepalive "$first" allowed-ips "$allowed"; }
    land
    ) &
    """
  }

  /// Hundredths of a second. The other end takes an initiation every 20 ms at most (`INITIATIONS_PER_SECOND`,
  /// drivers/net/wireguard/messages.h), and a busy machine may be as late as this. Landing again throws away what waits
  /// for the handshake: too early it loses up to 128 packets that were only late, too late nothing that is not lost.
  private static let shortestRetry = 50
  /// Seconds. A keepalive that is switched on is sent at once, which starts the handshake.
  private static let firstKeepalive: UInt16 = 10
}
