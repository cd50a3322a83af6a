/// One write to a host: a whole script with its undo, which survives the session and takes itself back unless somebody
/// confirms it in time.
///
/// ```
/// deliver ─→ arm ─→ (moment) ─→ run ─┬→ fired ─┬ confirmed → commit → committed
///                                    │         └ not in time → undo → undone
///                                    └ fails → undo → failed
/// ```
/// What is run takes effect while the host runs; what is committed survives a reboot. So a change that locks us out
/// is gone after its deadline, and after a reboot: nothing of a job begins again by itself.
///
/// `run`, `undo` and `commit` run in the job's folder, with the functions of ``JobClock`` in a file `clock` there, and the
/// moment in `moment`.
///
/// All that a job may have to say is written before it is armed, and said by a rename: a disk that fills up under way
/// takes no state, no confirmation and no way back from it.
package struct Job: Hashable, Sendable {
  /// Checked by whoever makes it: letters, digits and hyphens.
  package var id: String
  package var run: ShellText
  package var undo: ShellText
  package var commit: ShellText
  /// When to run: hundredths of a second of /proc/uptime; `nil` is at once. It is told when the job is armed.
  package var fireAtTicks: Int64?
  /// Until when a run that begins when it is armed has to wait for its moment, in the same ticks; it fails when it comes to
  /// that later. `nil` is the moment itself.
  package var readyByTicks: Int64?
  /// Whether `run` begins as soon as the job is armed and waits for the moment itself, by `await_moment`: what it has to
  /// look at, or to prepare, is then done before.
  package var beginsWhenArmed: Bool
  /// How long after the run somebody may confirm it, in seconds; `nil` where the run decides by itself: when it
  /// succeeds, `commit` follows at once.
  package var confirmWithinSeconds: Int?
  /// Where the jobs of the mesh are on the host.
  let folder: String

  package init(
    id: String,
    folder: String,
    run: ShellText,
    undo: ShellText,
    commit: ShellText,
    fireAtTicks: Int64? = nil,
    beginsWhenArmed: Bool = false,
    confirmWithinSeconds: Int?
  ) {
    self.id = id
    self.folder = folder
    self.run = run
    self.undo = undo
    self.commit = commit
    self.fireAtTicks = fireAtTicks
    self.beginsWhenArmed = beginsWhenArmed
    self.confirmWithinSeconds = confirmWithinSeconds
  }

  private var place: String { "\(folder)/\(id)" }

  /// The files of the job, in the order in which their digest is made.
  private var files: [(name: String, text: ShellText)] {
    [("run", run), ("undo", undo), ("commit", commit), ("clock", JobClock.functions), ("runner", runner)]
  }

  /// What ``deliver`` prints when everything arrived as it was sent.
  package var receipt: String { SHA256Digest.hex(of: files.map { $0.text.text + "\n" }.joined()) }

  /// Writes the job whole, beside no other one, and prints the digest of what is there then.
  package var deliver: ShellText {
    let writes = files.map { file -> ShellText in "printf '%s\\n' \(file.text.text) > \(file.name) || full" }
    let names = ShellText(words: files.map { "\($0.name)" })
    return """
      set -e
      umask 077
      \(Self.full)
      mkdir -p \(folder)
      \(JobRunner.refuseWhileBusy(folder))
      rm -rf \(folder)/*
      mkdir \(place)
      cd \(place)
      \(ShellText(lines: writes))
      cat \(names) | sha256sum | cut -d ' ' -f 1
      """
  }

  /// Starts the runner, detached from the session. Exits with ``JobRunner/busy`` while another job is under way.
  ///
  /// Where the run begins when it is armed, that has looked at everything when this comes back, and waits for its moment;
  /// or this fails, with what the run said. A job that was disarmed may be armed anew.
  package var arm: ShellText {
    """
    cd \(place) || exit 1
    \(Self.full)
    \(JobRunner.refuseWhileBusy(folder))
    mkdir \(folder + "/busy") || exit \(JobRunner.busy)
    let_go() { rm -rf \(folder + "/busy"); full; }
    { \(moment) && \(JobRunner.prepareToSay); } 2>/dev/null || let_go
    ( trap '' HUP; exec sh ./runner ) </dev/null >/dev/null 2>&1 &
    \(Self.awaitRunner)
    # One that has ended by now took its name away itself. One that cannot be named would not be stood aside for.
    runner="$pid $(cat /proc/sys/kernel/random/boot_id)"
    { echo "$runner" > owner && echo "$runner" > \(folder + "/busy/owner"); } 2>/dev/null ||
    if test -d \(folder + "/busy"); then \(JobRunner.disarm); full; fi
    \(beginsWhenArmed ? Self.awaitReady : ":")
    """
  }

  /// Sets `pid`. Until the process has become the program that it is known by, whoever looks takes it for lost. One that
  /// has ended by now has said how; one that was killed says nothing.
  private static let awaitRunner: ShellText = """
    pid=$! count=0
    until \(JobRunner.runs("runner")); do
    read -r word rest < state
    count=$((count + 1))
    if test "$word" != armed || test "$count" -gt 500; then break; fi
    sleep 0.01 2>/dev/null || { count=$((count + 100)); sleep 1; }
    done
    """

  /// A runner that was killed says nothing: hence the bound, of some 30 s.
  private static let awaitReady: ShellText = """
    count=0
    until test -e ready; do
    read -r word rest < state
    if test "$word" != armed; then tail -n 1 output >&2; exit 1; fi
    count=$((count + 1))
    if test "$count" -gt 1500; then echo 'it does not say that it waits' >&2; exit 1; fi
    sleep 0.02 2>/dev/null || { count=$((count + 50)); sleep 1; }
    done
    """

  private static let full: ShellText = "full() { echo 'nothing can be written there: is its disk full?' >&2; exit 1; }"

  private var moment: ShellText {
    guard let fireAtTicks else { return ":" }
    return "echo \(fireAtTicks) \(readyByTicks ?? fireAtTicks) > moment"
  }

  private var runner: ShellText {
    JobRunner.text(
      folder: folder, beginsWhenArmed: beginsWhenArmed, confirmWithinSeconds: confirmWithinSeconds)
  }

  /// Keeps an armed job from running. One that ran and waits to be confirmed takes itself back now; one that decides by
  /// itself has decided.
  package var disarm: ShellText { "cd \(place) && \(JobRunner.disarm)" }

  /// Prints where the job stands, and what it said: ``JobState`` and ``JobReport`` read it.
  package var state: ShellText {
    """
    cd \(place) || exit 1
    \(tell)
    """
  }

  private var tell: ShellText {
    """
    # Looked at first: a runner that has ended since has said how.
    if \(JobRunner.lives("owner")); then cat state
    else case $(cat state 2>/dev/null) in armed | fired | '') echo lost ;; *) cat state ;; esac
    fi
    tail -n \(Self.linesTold) output
    """
  }

  /// The last lines of its output that are told: as many as a node may have silent tunnels.
  private static let linesTold = 2000

  /// Confirms the job and waits for what comes of it, which it prints as ``state`` does. Whoever loses the answer on the
  /// way may ask again.
  package var confirm: ShellText {
    """
    cd \(place) || exit 1
    \(JobRunner.confirm)
    count=0
    while read -r word rest < state && test "$count" -lt 1200; do
    case "$word" in committed|commit-failed|undone|failed) break ;; esac
    \(JobRunner.lives("owner")) || break
    sleep 0.05 2>/dev/null || sleep 1
    count=$((count + 1))
    done
    \(tell)
    """
  }

  /// Removes the job, once it is done and that is known.
  package var forget: ShellText { "rm -rf \(place)" }
}
