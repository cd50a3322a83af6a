/// Where a job stands, as its host says.
package enum JobState: Hashable, Sendable {
  /// It waits for its moment, or runs.
  case armed
  /// It ran, and waits to be confirmed.
  case fired
  /// Confirmed, and what survives a reboot is written.
  case committed
  /// Confirmed, but what survives a reboot could not be written; what the script said, where there was room to say it.
  case commitFailed(String)
  /// Nobody confirmed it in time; it was taken back.
  case undone
  /// It failed and was taken back; what the script said.
  case failed(String)
  /// Nobody carries it out any longer, and it came to no end: the host was started again under it, or it was never armed.
  case lost

  /// Reads what ``Job/state`` and ``Job/confirm`` print; `nil` for anything else.
  package init?(_ output: String) {
    let lines = output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let said = lines.count > 1 ? lines[1].split(separator: "\n").last.map(String.init) ?? "" : ""
    switch lines.first?.split(separator: " ").first {
    case "armed": self = .armed
    case "fired": self = .fired
    case "committed": self = .committed
    case "commit-failed":
      self = .commitFailed("what survives a reboot could not be written\(said.isEmpty ? "" : ": \(said)")")
    case "undone": self = .undone
    case "failed": self = .failed(said)
    case "lost": self = .lost
    default: return nil
    }
  }
}
