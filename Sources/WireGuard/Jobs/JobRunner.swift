/// The script that carries a job out on the host, without us.
///
/// POSIX sh and busybox; time is ``JobClock``'s.
package enum JobRunner {
  /// Exit code of ``Job/deliver`` and ``Job/arm`` while another job is under way (`EX_TEMPFAIL`, sysexits.h).
  package static let busy: Int32 = 75

  /// Whether another job is under way: its runner lives, and in this boot. What a dead one left is cleared.
  private static func checkBusy(_ folder: String, then action: ShellText) -> ShellText {
    """
    if test -d \(folder + "/busy"); then
    pid= boot=
    read -r pid boot < \(folder + "/busy/owner") || :
    if test "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" && grep -q runner "/proc/$pid/cmdline" 2>/dev/null
    then \(action)
    else rm -rf \(folder + "/busy")
    fi
    fi
    """
  }

  /// Exits with ``busy`` while a job is under way.
  package static func refuseWhileBusy(_ folder: String) -> ShellText {
    checkBusy(folder, then: "echo 'another job is under way' >&2; exit \(busy)")
  }

  /// Waits until no job is under way; at most a little longer than a job may wait to be confirmed.
  package static func waitWhileBusy(_ folder: String) -> ShellText {
    """
    count=0
    while test "$count" -lt 90; do
    count=$((count + 1))
    \(checkBusy(folder, then: "sleep 1; continue"))
    break
    done
    """
  }

  static func text(folder: String, beginsWhenArmed: Bool, confirmWithinSeconds: Int?) -> ShellText {
    """
    . ./clock
    say() { printf '%s\\n' "$1" > state.new && mv state.new state; }
    # Whoever reads that it is over may send the next job at once.
    end() { rm -rf \(folder + "/busy"); say "$1"; exit; }
    commit() { if sh ./commit >> output 2>&1; then end committed; else end commit-failed; fi; }
    \(beginsWhenArmed ? ":" as ShellText : "await_moment || end undone")
    sh ./run > output 2>&1
    code=$?
    if test "$code" -ne 0; then
    sh ./undo > undo-output 2>&1
    if test "$code" -eq \(JobClock.disarmed); then end undone; else end "failed $code"; fi
    fi
    \(confirmation(confirmWithinSeconds))
    """
  }

  private static func confirmation(_ seconds: Int?) -> ShellText {
    guard let seconds else { return "commit" }
    return """
      say fired
      now
      deadline=$((ticks + \(seconds * 100)))
      while test "$ticks" -lt "$deadline"; do
      if test -e confirm; then commit; fi
      if test -e disarmed; then break; fi
      nap 5 || sleep 1
      now
      done
      sh ./undo > undo-output 2>&1
      end undone
      """
  }
}
