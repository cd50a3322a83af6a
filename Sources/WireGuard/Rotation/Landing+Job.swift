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
      commit: "for left in not-landed-*; do if test -e \"$left\"; then exit 0; fi; done\n\(commit)",
      fireAtTicks: fireAtTicks, beginsWhenArmed: true,
      confirmWithinSeconds: nil)
  }

  /// Prints a line for each landing, which ``LandingOutcome`` reads. Fails only before anything has landed.
  static func run(_ landings: [Landing]) -> ShellText {
    """
    . ./clock
    \(LandingScript.functions)
    in_time || exit 1
    # Each is taken away by its landing: that nothing landed needs no room to be said.
    \(ShellText(lines: landings.indices.map { ": > not-landed-\($0) || exit 1" }))
    \(ShellText(lines: landings.map(\.drop)))
    # Hosts that share processors do not all look at the same time, and none of them at the moment itself.
    await_moment $((20 + $$ % 60)) || exit \(JobClock.disarmed)
    \(ShellText(lines: landings.indices.map { landings[$0].look(number: $0) }))
    await_moment || exit \(JobClock.disarmed)
    \(ShellText(lines: landings.indices.map { landings[$0].land(number: $0) }))
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

  /// What is live of the old entry right before.
  private func look(number: Int) -> ShellText {
    """
    interface=\(interface) old=\(old)
    held_\(number)=$(held) endpoint_\(number)=$(value endpoints "$old")
    """
  }

  private func land(number: Int) -> ShellText {
    """
    (
    number=\(number) node=\(node) interface=\(interface) old=\(old) new=\(peer.publicKey)
    held=$held_\(number) endpoint=$endpoint_\(number)
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
