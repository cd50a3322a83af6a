package import WireGuard

/// FRR on a host as it was read.
package struct RoutingObservation: Hashable, Sendable {
  /// Whether `vtysh` is there.
  package private(set) var isInstalled = false
  /// Whether a neighbour of BGP can be deleted in this version (``RoutingDifference/shutDown(_:in:)``).
  package private(set) var forgetsNeighbors = true
  /// The daemons that run.
  package private(set) var daemons: Set<String> = []
  /// The running configuration, secrets replaced by digests.
  package private(set) var running: [FRRLine] = []
  /// What Weft set last.
  package private(set) var recorded: [FRRLine] = []
  package private(set) var adjacencies: [Adjacency] = []
  /// Networks behind the host that it has no way to, but by a wider route.
  package var wayless: Set<Prefix> = []

  /// One as it is told, for what is worked out without a host.
  package init(daemons: Set<String>, running: [FRRLine] = [], recorded: [FRRLine] = []) {
    isInstalled = true
    self.daemons = daemons
    self.running = running
    self.recorded = recorded
  }

  /// Reads `FRRouting 8.4.4 (hub-a) on Linux(6.1.0).`.
  private static func isFixed(_ text: Substring) -> Bool? {
    let words = text.split(separator: " ")
    guard words.count > 1, words[0] == "FRRouting" else { return nil }
    let numbers = words[1].split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) >= (8, 5) : nil
  }

  /// What it is once a change is made.
  package func applying(_ change: RoutingDifference) -> Self {
    var after = self
    after.running = change.applied(to: running)
    after.recorded = change.record + recorded.filter { !change.record.contains($0) }
    return after
  }

  /// What it is once a change is written down.
  package func recording(_ change: RoutingDifference) -> Self {
    var after = self
    after.recorded = change.record
    return after
  }

  /// Reads what the script of ``RoutingObserver`` printed; lines of others are passed over.
  /// - Throws: ``ObservationError``.
  package init(_ output: String, node: String) throws(ObservationError) {
    let texts = labelled(output)
    guard texts["frr-end"] != nil else { throw .incomplete(node: node) }
    isInstalled = texts["frr"] == ["installed"]
    forgetsNeighbors = texts["frr-version"]?.first.flatMap(Self.isFixed) ?? false
    daemons = Set((texts["frr-daemons"] ?? []).joined(separator: " ").split(separator: " ").map(String.init))
    running = FRRText.parse(text(texts["frr-running"])) + (texts["frr-drop"] ?? []).compactMap(drop)
    recorded = FRRText.parse(text(texts["frr-record"]))
    wayless = Set((texts["frr-wayless"] ?? []).compactMap { Prefix($0) })
    adjacencies = try Adjacency.all(texts, node: node)
  }

  /// What is so once keys are gone, or others are in their files: what was derived from them is nobody's any longer.
  package func forgetting(_ keys: Set<PresharedKeyName>) -> Self {
    var observation = self
    observation.running = running.map { line in
      guard let key = line.presharedKey, keys.contains(key) else { return line }
      return FRRLine(line.path, line.text.split(separator: " ").dropLast().joined(separator: " ") + " sha256:")
    }
    return observation
  }
}

/// Lines by the word that they begin with.
private func labelled(_ output: String) -> [Substring: [Substring]] {
  var texts: [Substring: [Substring]] = [:]
  for line in output.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
    let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    if let word = words.first { texts[word, default: []].append(words.count > 1 ? words[1] : "") }
  }
  return texts
}

/// Reads `blackhole 10.20.1.0/24 metric 4261412866`.
private func drop(_ line: Substring) -> FRRLine? {
  let words = line.split(separator: " ")
  return words.count > 1 && words[0] == "blackhole" ? Prefix(words[1]).map { FRRLine(dropping: $0) } : nil
}

private func text(_ lines: [Substring]?) -> String { (lines ?? []).joined(separator: "\n") }

/// One neighbour of a routing protocol.
package struct Adjacency: Hashable, Sendable {
  package var interface: InterfaceName
  package var kind: AdjacencyKind
  /// The neighbour's router id, or address; empty with BGP, where the interface says it.
  package var peer: String
  /// The protocol's own word: `Full`, `Established`, `up`, `Init`, `ExStart`.
  package var state: String
  /// Seconds since it came into the state, where that is told.
  package var seconds: Int64?

  /// Reads what ``RoutingObserver/adjacencies(_:)`` printed.
  /// - Throws: ``ObservationError``.
  package static func all(in output: String, node: String) throws(ObservationError) -> [Adjacency] {
    try all(labelled(output), node: node)
  }

  fileprivate static func all(
    _ texts: [Substring: [Substring]], node: String
  ) throws(ObservationError) -> [Adjacency] {
    var found: [Adjacency] = []
    for kind in AdjacencyKind.allCases {
      let json = text(texts["frr-\(kind.rawValue)"])
      if json.allSatisfy(\.isWhitespace) { continue }
      guard let read = AdjacencyReader.read(json, kind) else {
        throw .line(node: node, text: "\(kind.command): \(json.prefix(80))")
      }
      found += read
    }
    return found
  }

  /// Whether routes are exchanged over it, or, with BFD, packets.
  package var isUp: Bool { ["Full", "Established", "up"].contains(state) }

  package init(interface: InterfaceName, kind: AdjacencyKind, peer: String, state: String, seconds: Int64?) {
    self.interface = interface
    self.kind = kind
    self.peer = peer
    self.state = state
    self.seconds = seconds
  }
}
