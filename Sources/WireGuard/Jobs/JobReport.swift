/// Where a job stands, with all that it said.
package struct JobReport: Hashable, Sendable {
  package var state: JobState
  /// What `run`, and `commit` after it, printed.
  package var lines: [String]

  package init(state: JobState, lines: [String]) {
    self.state = state
    self.lines = lines
  }

  /// Reads what ``Job/state`` and ``Job/confirm`` print; `nil` for anything else.
  package init?(_ output: String) {
    guard let state = JobState(output) else { return nil }
    self.init(state: state, lines: output.split(separator: "\n").dropFirst().map(String.init))
  }

  /// The lines that begin with the word, without it, split at spaces.
  func words(after word: Substring) -> [[Substring]] {
    lines.map { $0.split(separator: " ") }.filter { $0.first == word }.map { Array($0.dropFirst()) }
  }
}
