package import WireGuard

extension RoutingDifference {
  /// Makes the change in the running configuration; fails when FRR refuses a line, and says which.
  ///
  /// `vtysh` goes on after a line that is refused, and names it; its exit code is 2, or 0 where the section was refused
  /// and an `exit` too many ended it. It says nothing of a line for a daemon that does not run, so those are asked for
  /// first. The record names old and new lines before any is set: a run that is cut off
  /// leaves nothing that nobody owns.
  /// - Parameter daemons: those that have to run (``RouterConfiguration/daemons``).
  package func apply(mesh: String, daemons: [String]) -> ShellText {
    """
    (
    \(demandKeys(mesh))
    \(Self.demand(daemons))
    \(Self.write(record: record + recordedBefore.filter { !record.contains($0) }, mesh: mesh))
    \(ShellText(lines: settings.compactMap(\.line.dropped).map { "\(DropCommand.set($0)) || exit 1" }))
    said=$(\(withSecrets(Self.printed(commands), mesh)) | vtysh -f /dev/stdin 2>&1 >/dev/null) || said="line 0: $said"
    case $said in
      *'line '[0-9]*': '* | *failed!*) \(withoutSecrets("printf '%s\\n' \"$said\"", mesh)) >&2; exit 1 ;;
    esac
    \(ShellText(lines: removed.compactMap(\.dropped).map { "{ \(DropCommand.remove($0)); } || exit 1" }))
    # A daemon that ended under way is passed over too.
    \(Self.demand(daemons))
    )
    """
  }

  /// Makes the running configuration the one that FRR starts with, and writes the record.
  package func keep(mesh: String, daemons: [String]) -> ShellText {
    """
    (
    # What a daemon that does not run has would be lost.
    \(Self.demand(daemons))
    said=$(vtysh -c 'write memory' 2>&1) || { printf '%s\\n' "$said" >&2; exit 1; }
    case $said in *'[OK]'*) ;; *) printf '%s\\n' "$said" >&2; exit 1 ;; esac
    \(record.isEmpty ? "rm -f \(HostFolder.routing(mesh: mesh))" : Self.write(record: record, mesh: mesh))
    )
    """
  }

  private static func demand(_ daemons: [String]) -> ShellText {
    """
    running=$(vtysh -c 'show daemons' 2>/dev/null | tr '\\n' ' ')
    for daemon in \(ShellText(words: daemons.map { "\($0)" })); do
      case " $running " in
        *" $daemon "*) ;;
        *) echo "FRR's $daemon does not run: see /etc/frr/daemons" >&2; exit 1 ;;
      esac
    done
    """
  }

  private static func write(record: [FRRLine], mesh: String) -> ShellText {
    let file = HostFolder.routing(mesh: mesh)
    return """
      umask 077
      mkdir -p \(HostFolder.mesh(mesh)) &&
      \(printed(FRRText.write(record))) >\(file + ".new") && mv \(file + ".new") \(file) || exit 1
      """
  }

  private static func printed(_ lines: [String]) -> ShellText {
    "printf '%s\\n' \(ShellText(words: lines.map { "\($0)" }))"
  }
}
