package import MeshModel

/// A difference as the one comment of a pull request.
///
/// The first line is a hidden marker by which the comment is found again; the summary stands outside the fold, all
/// else in a `diff` block inside it. What does not fit is cut from the end, and the reader is told.
package enum DifferenceMarkdown {
  /// What GitHub takes as a comment, in characters; GitLab takes 1,000,000.
  package static let defaultLimit = 65_536

  /// The comment, in no more than `limit` Unicode scalars; a limit that is too small for the summary is not kept.
  package static func render(_ difference: MeshDifference, limit: Int = defaultLimit) -> String {
    let head = """
      <!-- weft diff \(difference.mesh) -->
      ### Mesh \(difference.mesh)

      \(DifferenceSummary.text(difference))

      """
    let lines = DifferenceLines(difference).sections.enumerated().flatMap { index, section in
      (index == 0 ? [] : [""]) + ["# \(section.title)"] + section.lines.map(line)
    }
    guard !lines.isEmpty else { return head }
    let open = "\n<details><summary>What changes</summary>\n\n```diff\n"
    let close = "```\n\n</details>\n"
    let room = limit - [head, open, close].reduce(0) { $0 + $1.unicodeScalars.count }
    return head + open + cut(lines, to: room) + close
  }

  /// GitHub colours `!` as a change; `~` it leaves grey.
  private static func line(_ line: DifferenceLines.Line) -> String {
    "\(line.symbol == .changed ? "!" : line.symbol.rawValue) \(line.subject)  \(line.detail)"
  }

  /// Whole lines, as many as fit with the one that says what is missing.
  private static func cut(_ lines: [String], to room: Int) -> String {
    let sizes = lines.map { $0.unicodeScalars.count + 1 }
    if sizes.reduce(0, +) <= room { return lines.joined(separator: "\n") + "\n" }
    // As long as the note can get.
    let note = { (count: Int) in "… and \(count) more lines: `weft diff` shows them all\n" }
    var left = room - note(lines.count).unicodeScalars.count
    var kept = 0
    while kept < lines.count, sizes[kept] <= left {
      left -= sizes[kept]
      kept += 1
    }
    return lines.prefix(kept).map { $0 + "\n" }.joined() + note(lines.count - kept)
  }
}
