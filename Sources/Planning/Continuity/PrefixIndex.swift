import WireGuard

/// Which events touch a prefix, or a part of it.
struct PrefixIndex {
  /// Sorted: what lies in a prefix follows it at once.
  private var entries: [(prefix: Prefix, event: Int)] = []

  var isEmpty: Bool { entries.isEmpty }

  init(_ events: [(prefix: Prefix, event: Int)]) {
    entries = events.sorted { ($0.prefix, $0.event) < ($1.prefix, $1.event) }
  }

  /// The prefixes in this one, itself among them, with the events that touch them.
  func within(_ prefix: Prefix) -> ArraySlice<(prefix: Prefix, event: Int)> {
    entries[entries.partitioningIndex { $0.prefix >= prefix }...].prefix { prefix.contains($0.prefix) }
  }
}
