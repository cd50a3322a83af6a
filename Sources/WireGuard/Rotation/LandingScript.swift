/// The part of a peer's job that is the same for every landing.
enum LandingScript {
  /// Defines `land`: waits for the gap, lands, and does so again until there is a handshake; or gives back.
  ///
  /// It tries for 2.5 s and at least three times: with 150 ms of one-way delay that is three tries of three round trips,
  /// and at 1 % loss one in some 100,000 landings meets three lost handshakes. One that crossed the node's own is dead for
  /// this try only: the node is silent for 5 s then (`REKEY_TIMEOUT`), and the next try passes.
  ///
  /// The entry is named twice: wireguard-go starts a peer where its section ends, and drops what is routed to it before.
  /// What gives back keeps the new entry with its keepalive: if the node has switched after all, their handshake succeeds
  /// sooner or later, and the follower moves the AllowedIPs.
  static let functions: ShellText = """
    value() { wg show "$interface" "$1" | awk -v key="$2" '$1 == key && $2 != "(none)" { print $2 }'; }
    held() { wg show "$interface" allowed-ips | awk -v key="$old" \(list); }
    shaken() {
    now
    until_tick $((ticks + retry + $$ % 20))
    at=$(value latest-handshakes "$new")
    test "${at:-0}" -gt 0
    }
    broken() { echo "broken $node $interface"; exit 1; }
    land() {
    endpoint=${endpoint:-$declared}
    until_tick $((moment + gap))
    end=$((moment + gap + 250)) tries=1
    enter || broken
    until shaken; do
    now
    if test "$tries" -ge 3 && test "$ticks" -ge "$end"; then
    wg set "$interface" peer "$old" allowed-ips "$held" || broken
    echo "gave-back $node $interface"
    return
    fi
    tries=$((tries + 1))
    heard=$(value endpoints "$old")
    endpoint=${heard:-$endpoint}
    enter peer "$new" remove || broken
    done
    if test "$first" != "$keepalive"; then wg set "$interface" peer "$new" persistent-keepalive "$keepalive"; fi
    rm -f "not-landed-$number"
    echo "landed $node $interface tries $tries"
    }
    """

  private static let list = """
    $1 == key && $2 != "(none)" { for (i = 2; i <= NF; i++) list = list (i == 2 ? "" : ",") $i }
    END { print list }
    """
}

/// What became of one landing.
package enum LandingOutcome: Hashable, Sendable {
  /// The new key shook hands, at this try.
  case landed(tries: Int)
  /// The new key did not shake hands in time; the old entry has the AllowedIPs again, and the follower watches.
  case gaveBack
  /// The interface could not be changed; the follower watches.
  case broken

  /// The outcomes of a peer's job by node, in the order in which they came; `nil` while the job is under way, or when it
  /// landed nothing: ``JobReport/state`` says why.
  package static func read(_ report: JobReport) -> [String: LandingOutcome]? {
    switch report.state {
    case .armed, .undone, .failed, .lost: return nil
    case .fired, .committed, .commitFailed: break
    }
    var outcomes: [String: LandingOutcome] = [:]
    for line in report.words(after: "landed") where line.count == 4 {
      outcomes[String(line[0])] = Int(line[3]).map { .landed(tries: $0) }
    }
    for line in report.words(after: "gave-back") where line.count == 2 { outcomes[String(line[0])] = .gaveBack }
    for line in report.words(after: "broken") where line.count == 2 { outcomes[String(line[0])] = .broken }
    return outcomes
  }
}
