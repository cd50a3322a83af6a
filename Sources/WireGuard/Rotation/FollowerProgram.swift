/// The program of the ``Follower``.
enum FollowerProgram {
  /// Run as `sh program start` it begins one, detached, unless one lives; that one is run as `sh program follow`.
  ///
  /// Two that begin at once (the hooks of two interfaces, at boot) both say that they are the owner; the one that said it
  /// first reads the other's name a turn later, and ends. While a job is under way nothing is looked at and nothing
  /// forgotten: what shook hands in the meantime is seen after it.
  static func text(mesh: String) -> ShellText {
    """
    cd \(HostFolder.follower(mesh: mesh)) || exit 0
    read -r boot < /proc/sys/kernel/random/boot_id
    # lives FILE WORD: whether the process that the file names runs, in this boot, and is one of those.
    lives() {
    pid= since=
    { read -r pid since < "$1"; } 2>/dev/null
    test "$since" = "$boot" && \(JobRunner.runs("\"$2\""))
    }
    busy() { lives \(HostFolder.jobs(mesh: mesh) + "/busy/owner") runner; }
    # Where there was no room for it, the next turn tries again.
    own() { { echo "$$ $boot" > owner.new && mv owner.new owner; } 2>/dev/null && isOwned=yes; }
    if test "$1" = start; then
    if ! lives owner program; then
    ( trap '' HUP; exec sh \(HostFolder.follower(mesh: mesh) + "/program") follow ) </dev/null >/dev/null 2>&1 &
    fi
    exit 0
    fi
    \(move)
    \(look)
    isOwned=no seen= memory=
    while :; do
    if test ! -s table; then
    rm -f owner
    # Pairs that came just now were added by somebody who saw an owner.
    if test ! -s table; then exit 0; fi
    isOwned=no
    fi
    if lives owner program && test "$pid" != "$$"; then exit 0; fi
    if test "$isOwned" = no; then own; fi
    if ! busy; then look; fi
    sleep 1
    done
    """
  }

  /// Defines `look`: decides where a handshake changed, and remembers.
  private static let look: ShellText = """
    look() {
    now=$(cat table; wg show all latest-handshakes)
    if test "$now" = "$seen"; then return; fi
    seen=$now
    decided=$(printf '%s\\n' "$memory" "$now" | awk \(decision))
    # A job that began meanwhile may be what shook hands: it is looked at anew after it.
    if busy; then seen=; return; fi
    memory=$(printf '%s\\n' "$decided" | grep '^memory ')
    while read -r word interface winner loser; do
    if test "$word" != move; then continue; fi
    # What failed is looked at anew in the next turn.
    move "$interface" "$winner" "$loser" || { memory= seen=; }
    done <<DECIDED
    $decided
    DECIDED
    }
    """

  /// From what was, the pairs, and what is: what to move, and what will have been.
  ///
  /// Handshake times are whole seconds of a clock that can be set: a changed one is later than one that is not, whatever
  /// they say. Where both changed, or nothing is remembered, the later one is; in one second it is the new key, since a node
  /// that goes back takes many.
  private static let decision = """
    $1 == "memory" { remembers[$2, $3, $4] = 1; oldWas[$2, $3, $4] = $5; newWas[$2, $3, $4] = $6; next }
    NF == 3 && length($2) == 44 && length($3) == 44 { interface[++count] = $1; old[count] = $2; new[count] = $3; next }
    NF == 3 { time[$1, $2] = $3 }
    END {
      for (i = 1; i <= count; i++) {
        pair = interface[i] SUBSEP old[i] SUBSEP new[i]
        o = time[interface[i], old[i]]; if (o == "") o = 0
        n = time[interface[i], new[i]]; if (n == "") n = 0
        winner = o + 0 > n + 0 ? 1 : n + 0 > 0 ? 2 : 0
        if (pair in remembers) {
          oldChanged = o != 0 && o != oldWas[pair]
          newChanged = n != 0 && n != newWas[pair]
          if (oldChanged && !newChanged) winner = 1
          else if (newChanged && !oldChanged) winner = 2
          else if (!oldChanged) winner = 0
        }
        print "memory", interface[i], old[i], new[i], o, n
        if (winner == 1) print "move", interface[i], old[i], new[i]
        if (winner == 2) print "move", interface[i], new[i], old[i]
      }
    }
    """

  /// Defines `move INTERFACE WINNER LOSER`: in one command the winner gets what the loser has, its keepalive too.
  private static let move: ShellText = """
    move() {
    list=$(wg show "$1" allowed-ips | awk -v winner="$2" -v loser="$3" \(union))
    if test -z "$list"; then return 0; fi
    keepalive=$(wg show "$1" persistent-keepalive | awk -v loser="$3" '$1 == loser { print $2 }')
    wg set "$1" peer "$2" persistent-keepalive "${keepalive:-off}" allowed-ips "$list"
    }
    """

  /// The prefixes of both, where the loser has any.
  private static let union = """
    $2 == "(none)" || ($1 != winner && $1 != loser) { next }
    { for (i = 2; i <= NF; i++) list = list (list == "" ? "" : ",") $i }
    $1 == loser { lost = 1 }
    END { if (lost) print list }
    """
}
