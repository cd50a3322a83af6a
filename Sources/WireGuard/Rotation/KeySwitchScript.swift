/// The part of a node's job that is the same for every switch.
enum KeySwitchScript {
  /// Defines what ``KeySwitch`` runs; it works on `tunnels` and `before`, and on the file `answered` of the job's folder.
  /// What it decides by is in variables: `wg` says nothing when a full disk takes what it prints, and a lost table of what
  /// was would make every tunnel a verified one.
  ///
  /// `hurry` is for the moment alone: on a host that is busy otherwise, a switch that comes late meets its peers' landings.
  /// `calm` gives back the niceness that was there (proc(5), field 19). The peers do not hurry. They may be late, and where
  /// several hosts share processors, they would take them from the node.
  ///
  /// A turn is a second and costs a few processes, and at most 20 pings to those that are still silent, in rotation.
  static let functions: ShellText = """
    fail() { echo "$1" >&2; exit 1; }
    holds() { test "$(wg pubkey 2>/dev/null < "$1")" = "$2" || fail "this host does not hold the private key of $2"; }
    hurry() {
    read -r stat < "/proc/$$/stat"
    set -- ${stat##*) }
    usual=${17}
    renice -19 -p "$$" >/dev/null 2>&1 || :
    }
    calm() { renice "$usual" -p "$$" >/dev/null 2>&1 || :; }
    has() { test "$(wg show "$1" public-key)" = "$2" || fail "$1 does not have the key $2"; }
    send() { ping -n -c 1 -W 2 -I "$1" "$2" >/dev/null 2>&1; }
    look() {
    looked=$({
    echo part before; printf '%s\\n' "$before"
    echo part answered; cat answered
    echo part now; wg show all latest-handshakes
    echo part tunnel; printf '%s\\n' "$tunnels"
    } | awk \(judgement))
    read -r judged verified ways up <<LOOKED
    $looked
    LOOKED
    }
    ask() {
    count=0 skipped=0
    while read -r word number interface target rest; do
    if test "$word" != wait || test "$target" = -; then continue; fi
    skipped=$((skipped + 1))
    if test "$skipped" -le "$offset"; then continue; fi
    count=$((count + 1))
    if test "$count" -gt 20; then break; fi
    { send "$interface" "$target" && echo "$number" >> answered; } 2>/dev/null &
    done <<LOOKED
    $looked
    LOOKED
    if test "$count" -gt 20; then offset=$((offset + 20)); else offset=0; fi
    }
    decide() {
    offset=0
    until_tick "$((moment + $2))"
    while look; test "$verified" -lt "$judged"; do
    now
    if test "$ticks" -ge "$1"; then break; fi
    ask
    sleep 1
    done
    echo "verified $verified of $judged"
    printf '%s\\n' "$looked" | awk '$1 == "wait" && $6 == "judged" { print "silent", $5 }'
    test "$verified" -eq "$judged" && exit 0
    test "$((verified * 2))" -gt "$judged" || exit 1
    test "$ways" -eq 0 || test "$up" -gt 0 || exit 1
    exit 0
    }
    """

  /// Prints how many tunnels are judged, how many of those are verified, how many of the judged are ways in, and how many
  /// of those are verified; then a line for each that is silent: `wait NUMBER INTERFACE TARGET NAME judged`.
  private static let judgement = """
    $1 == "part" { kind = $2; next }
    NF == 0 { next }
    kind == "before" { was[$1, $2] = $3; next }
    kind == "answered" { answered[$1] = 1; next }
    kind == "now" { is[$1, $2] = $3; next }
    {
      verified = ($1 in answered) || (is[$2, $3] + 0 > 0 && is[$2, $3] != was[$2, $3])
      if ($6 == "judged") { judged++; good += verified }
      if ($6 == "judged" && $7 == "way-in") { ways++; up += verified }
      if (!verified) waiting = waiting "\\nwait " $1 " " $2 " " $5 " " $4 " " $6
    }
    END { print judged + 0, good + 0, ways + 0, up + 0 waiting }
    """
}

/// What became of a switch.
package enum KeySwitchOutcome: Hashable, Sendable {
  /// The new key is live; these nodes have not shaken hands under it yet, though they had before.
  case stays(silent: [String])
  /// The old key is live again, since these nodes, or the ways in among them, did not shake hands.
  case wentBack(silent: [String])
  /// Nothing was changed; what the host said.
  case notSwitched(String)

  /// - Returns: `nil` while the job is under way, and where it was lost.
  package static func read(_ report: JobReport) -> KeySwitchOutcome? {
    let silent = report.words(after: "silent").compactMap { $0.first.map(String.init) }
    let hasSwitched = report.lines.contains("switched")
    switch report.state {
    case .armed, .lost: return nil
    case .undone: return .notSwitched("disarmed before its moment")
    case .failed(let reason): return hasSwitched ? .wentBack(silent: silent) : .notSwitched(reason)
    case .fired, .committed, .commitFailed: return .stays(silent: silent)
    }
  }
}
