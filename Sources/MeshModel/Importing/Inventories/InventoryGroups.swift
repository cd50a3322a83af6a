/// The groups of an inventory, and what each says of its hosts.
struct InventoryGroups {
  /// The groups that a group is part of.
  var parents: [String: Set<String>] = [:]
  /// The settings of a group, by their name.
  var settings: [String: [String: YAMLValue.Scalar]] = [:]

  /// The groups, and all that they are part of, the widest first. A circle ends where it began.
  func withAncestors(_ groups: some Sequence<String>) -> [String] {
    var depth: [String: Int] = [:]
    var waiting = groups.map { ($0, 0) }
    while let (group, level) = waiting.popLast() {
      guard level > depth[group, default: -1], level <= parents.count else { continue }
      depth[group] = level
      waiting += (parents[group] ?? []).map { ($0, level + 1) }
    }
    return depth.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// The value of a setting, by the first of its names: of several groups the narrowest one's.
  func value(_ names: [String], in groups: [String]) -> YAMLValue.Scalar? {
    for group in groups.reversed() {
      if let value = names.lazy.compactMap({ settings[group]?[$0] }).first { return value }
    }
    return nil
  }
}
