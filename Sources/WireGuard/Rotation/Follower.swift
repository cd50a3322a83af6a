/// What a peer of a switching node runs until the old key is retired: it moves the AllowedIPs to whichever of the node's two
/// entries shook hands last. Nothing that goes wrong in a switch then leaves a tunnel dead for longer than it takes the
/// node to shake hands.
///
/// In a folder of its own: `table` names the pairs, one `INTERFACE OLD NEW` a line, always replaced whole; `program` is
/// what runs; `owner` says which process is it, and in which boot. The process ends when the table is empty or gone.
package enum Follower {
  /// Follows these pairs too. To be run where no one else writes the table: in a job.
  package static func start(_ pairs: [FollowedKeys], mesh: String) -> ShellText {
    """
    (
    umask 077
    mkdir -p \(HostFolder.follower(mesh: mesh)) && cd \(HostFolder.follower(mesh: mesh)) || exit 1
    printf '%s\\n' \(FollowerProgram.text(mesh: mesh).text) > program.new && mv program.new program || exit 1
    \(others(pairs))
    printf '%s\\n' ${rest:+"$rest"} \(ShellText(words: pairs.map { "\($0.line)" })) > table.new || exit 1
    mv table.new table || exit 1
    sh program start
    )
    """
  }

  /// Follows these pairs no longer; the others go on. With the last one all is gone.
  package static func stop(_ pairs: [FollowedKeys], mesh: String) -> ShellText {
    """
    (
    cd \(HostFolder.follower(mesh: mesh)) 2>/dev/null || exit 0
    umask 077
    \(others(pairs))
    if test -n "$rest"; then
    printf '%s\\n' "$rest" > table.new && mv table.new table
    else
    rm -f table && cd / && rm -rf \(HostFolder.follower(mesh: mesh))
    fi
    )
    """
  }

  /// Prints a line `follow INTERFACE OLD NEW` for each pair.
  static func report(mesh: String) -> ShellText {
    let table = HostFolder.follower(mesh: mesh) + "/table"
    return "if [ -s \(table) ]; then sed 's/^/follow /' \(table); fi"
  }

  /// What a boot file runs.
  static func bootCommand(mesh: String) -> String { "sh \(HostFolder.follower(mesh: mesh))/program start" }

  /// Sets `rest` to the lines of the table that are others'. Whoever reads the table sees the old one or the new one,
  /// never half of one; a disk without room leaves the old one.
  private static func others(_ pairs: [FollowedKeys]) -> ShellText {
    let drops = ShellText(words: pairs.map { "-e \($0.line)" })
    return """
      rest=
      if test -e table; then rest=$(grep -vxF \(drops) table) || test "$?" -eq 1 || exit 1; fi
      """
  }
}

extension FollowedKeys {
  fileprivate var line: String { "\(interface) \(old) \(new)" }

  /// Reads what follows `follow` in a report.
  init?(line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 3, let interface = InterfaceName(words[0]), let old = PublicKey(words[1]),
      let new = PublicKey(words[2])
    else { return nil }
    self.init(interface: interface, old: old, new: new)
  }
}
