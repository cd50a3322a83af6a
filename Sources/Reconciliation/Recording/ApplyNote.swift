package import Foundation

/// The note on an applied commit: when, by whom, and how every node came out of it.
///
/// ```
/// applied 2026-03-01T12:00:00Z by ci@runner-7
/// hub-a   changed
/// nyc-1   late: connection refused
/// ```
package struct ApplyNote: Hashable, Sendable {
  package var time: Date
  package var owner: String
  /// By node, in words.
  package var outcomes: [String: String]

  package init(time: Date = Date(), owner: String, outcomes: [String: NodeOutcome]) {
    self.time = time
    self.owner = owner
    // One line each, whatever a host said.
    self.outcomes = outcomes.mapValues { $0.description.split(whereSeparator: \.isNewline).joined(separator: " ") }
  }

  package var text: String {
    let width = outcomes.keys.map(\.count).max() ?? 0
    let lines = outcomes.sorted { $0.key < $1.key }.map { node, outcome in
      node + String(repeating: " ", count: width - node.count + 3) + outcome
    }
    return (["applied \(time.formatted(.iso8601)) by \(owner)"] + lines).joined(separator: "\n") + "\n"
  }

  /// Reads ``text``; `nil` where the first line is not that of a note.
  package init?(text: String) {
    let lines = text.split(separator: "\n")
    let head = lines.first?.split(separator: " ") ?? []
    guard head.count >= 4, head[0] == "applied", head[2] == "by",
      let time = try? Date(String(head[1]), strategy: .iso8601)
    else { return nil }
    self.time = time
    owner = head[3...].joined(separator: " ")
    let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
      let parts = line.split(separator: " ", maxSplits: 1)
      return parts.count == 2 ? (String(parts[0]), String(parts[1].drop { $0 == " " })) : nil
    }
    outcomes = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }
}
