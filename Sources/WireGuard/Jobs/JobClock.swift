/// Time as a job's scripts see it: functions in the file `clock` of its folder.
///
/// POSIX sh and busybox: no fractional sleep may be there, no `date +%N`, no `timeout`. Time is /proc/uptime in hundredths
/// of a second (proc(5)), which setting the clock does not move.
package enum JobClock {
  /// Exit code of a `run` that was disarmed before its moment: its job is then undone, and has not failed.
  package static let disarmed: Int32 = 77

  /// - `now` sets `ticks`.
  /// - `nap TICKS` sleeps for less than two seconds; fails at once where `sleep` takes whole seconds only.
  /// - `align` comes back when a tick begins, having spun for at most one.
  /// - `until_tick TICK` sleeps until that tick. It comes back as long after the tick's beginning as it was called after
  ///   one, and a process's start: after `align` some 3 ms. It does not spin before the end: where many hosts share a
  ///   processor, and what they wait for comes at one moment, all would be late. Without fractional sleep it does, for up
  ///   to a second.
  /// - `in_time` sets `moment`, and fails where it is too late to wait for it; a job without one has it now.
  /// - `await_moment [EARLIER]` sets `moment`, says in the file `ready` that it waits, and comes back so many ticks before
  ///   it; it fails when the job was disarmed.
  package static let functions: ShellText = """
    now() { read -r up rest < /proc/uptime; ticks=${up%.*}${up#*.}; }
    nap() { sleep "$(($1 / 100)).$(($1 / 10 % 10))$(($1 % 10))" 2>/dev/null; }
    align() { now; edge=$ticks; while now; test "$ticks" -eq "$edge"; do :; done; }
    until_tick() {
    naps=yes
    while now; left=$(($1 - ticks)); test "$left" -gt 0; do
    if test "$left" -gt 110; then sleep 1
    elif test "$naps" = yes; then nap "$left" || naps=no
    fi
    done
    }
    in_time() {
    now
    moment=$ticks latest=$ticks
    if test -s moment; then read -r moment latest < moment; fi
    test "$ticks" -le "$latest" || { echo "armed $((ticks - latest)) ticks too late" >&2; return 1; }
    }
    await_moment() {
    in_time 2>/dev/null || :
    mv ready.not ready 2>/dev/null || : > ready
    while now; test "$((moment - ticks))" -gt 110 && test ! -e disarmed; do sleep 1; done
    if test ! -e disarmed; then align; until_tick "$((moment - ${1:-0}))"; fi
    test ! -e disarmed
    }
    """
}
