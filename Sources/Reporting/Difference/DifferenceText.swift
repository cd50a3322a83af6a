package import MeshModel

/// A difference for the terminal.
///
/// ```
/// Nodes
///   - node7   was a peer of 199 nodes; 10.10.0.7, fd10:10::7; endpoint 203.0.113.7:51820
///   ~ node9   publicKey Ab3x…Q= → Xy9q…c=; on 197 peers
///
/// 1 node to remove, 1 to change. 199 nodes, 19,701 tunnels after it; something to do on 199 hosts.
/// ```
package enum DifferenceText {
  /// Whole text with a newline at the end.
  package static func render(_ difference: MeshDifference) -> String {
    let sections = DifferenceLines(difference).sections.map { section in
      let width = min(40, section.lines.map(\.subject.count).max() ?? 0)
      let lines = section.lines.map { line in
        let padding = String(repeating: " ", count: max(0, width - line.subject.count))
        return "  \(line.symbol.rawValue) \(line.subject)\(padding)   \(line.detail)"
      }
      return ([section.title] + lines).joined(separator: "\n") + "\n\n"
    }
    return sections.joined() + DifferenceSummary.text(difference) + "\n"
  }
}
