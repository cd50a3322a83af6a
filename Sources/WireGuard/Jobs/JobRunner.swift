/// The script that carries a job out on the host, without us.
///
/// POSIX sh and busybox; time is ``JobClock``'s.
package enum JobRunner {
  /// Exit code of ``Job/deliver`` and ``Job/arm`` while another job is under way (`EX_TEMPFAIL`, sysexits.h).
  package static let busy: Int32 = 75

  /// A condition: whether the runner that a file names lives, and in this boot.
  static func lives(_ file: String) -> ShellText {
    """
    { pid= boot=; read -r pid boot < \(file); read -r this < /proc/sys/kernel/random/boot_id
    test "$boot" = "$this" && \(runs("runner")); } 2>/dev/null
    """
  }

  /// A condition: whether the process `pid` runs a program of this name. It starts no process, as hosts ask it every
  /// second; `read` leaves the zero bytes out, and says that there is no end of line.
  static func runs(_ program: ShellText) -> ShellText {
    """
    { words=; read -r words < "/proc/$pid/cmdline" || :; case "$words" in *\(program)*) ;; *) false ;; esac; } 2>/dev/null
    """
  }

  /// Whether another job is under way. What a dead one left is cleared.
  private static func checkBusy(_ folder: String, then action: ShellText) -> ShellText {
    """
    if test -d \(folder + "/busy"); then
    if \(lives(folder + "/busy/owner"))
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

  /// Writes all that may have to be said later, and says `armed`; what was said to it before is over.
  static let prepareToSay: ShellText = """
    ( rm -f confirm disarmed ready
    for word in armed fired committed commit-failed undone failed; do echo "$word" > "state.$word" || exit 1; done
    touch confirm.not disarm.not ready.not output undo-output && mv state.armed state )
    """

  static let confirm: ShellText = "mv confirm.not confirm 2>/dev/null || test -e confirm || : > confirm"

  /// Also where the job was never armed.
  static let disarm: ShellText = "{ mv disarm.not disarmed 2>/dev/null || test -e disarmed || : > disarmed; }"

  static func text(folder: String, beginsWhenArmed: Bool, confirmWithinSeconds: Int?) -> ShellText {
    """
    . ./clock
    say() { mv "state.$1" state; }
    # Whoever reads that it is over may send the next job at once.
    end() { rm -rf \(folder + "/busy"); say "$1"; exit; }
    # A file system that became read-only must not keep it from being taken back.
    undo() { if ( : > undo-output ) 2>/dev/null; then sh ./undo > undo-output 2>&1; else sh ./undo >/dev/null 2>&1; fi; }
    commit() { if sh ./commit >> output 2>&1; then end committed; else end commit-failed; fi; }
    \(beginsWhenArmed ? ":" as ShellText : "await_moment || end undone")
    sh ./run > output 2>&1
    code=$?
    if test "$code" -ne 0; then
    undo
    if test "$code" -eq \(JobClock.disarmed); then end undone; else end failed; fi
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
      undo
      end undone
      """
  }
}
