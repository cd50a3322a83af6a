package import Diagnostics

/// Nornir's inventory: `hosts.yaml`, with `groups.yaml` and `defaults.yaml` beside it (its SimpleInventory).
///
/// https://nornir.readthedocs.io/en/latest/tutorial/inventory.html
package enum NornirInventory {
  /// Hosts sorted by name; `nil` where there is an error among the diagnostics.
  /// - Parameters:
  ///   - groups: The file of groups, where there is one.
  ///   - defaults: The file of defaults, where there is one.
  package static func read(
    hosts: (path: String, bytes: [UInt8]), groups: (path: String, bytes: [UInt8])?,
    defaults: (path: String, bytes: [UInt8])?
  ) -> (hosts: [InventoryHost]?, diagnostics: [Diagnostic]) {
    var findings = Findings()
    func root(_ file: (path: String, bytes: [UInt8])?) -> YAMLValue? {
      file.flatMap { YAMLDocument.read($0.bytes, file: $0.path, findings: &findings) }
    }
    let files = (hosts: root(hosts), groups: root(groups), defaults: root(defaults))
    guard !findings.hasErrors, let root = files.hosts else { return (nil, findings.sorted()) }
    var known = InventoryGroups()
    for entry in files.groups?.group("groups by name", &findings) ?? [] {
      known.settings[entry.key.text] = settings(entry.value)
      known.parents[entry.key.text] = Set(members(entry.value, &findings).map(\.text))
    }
    let fallback = files.defaults.map(settings) ?? [:]
    var found: [InventoryHost] = []
    for entry in root.group("hosts by name", &findings) {
      let own = settings(entry.value)
      let named = members(entry.value, &findings)
      for group in named where groups != nil && known.settings[group.text] == nil {
        findings.report(
          .inventory(
            "there is no group `\(group.text)`", group.place,
            remedy: Suggestion.remedy(for: group.text, among: known.settings.keys.sorted())))
      }
      let all = known.withAncestors(named.map(\.text))
      func value(_ name: String) -> YAMLValue.Scalar? {
        own[name] ?? known.value([name], in: all) ?? fallback[name]
      }
      let host = InventoryEntry(
        name: entry.key, host: value("hostname"), port: value("port"), user: value("username"), groups: Set(all)
      ).checked(&findings)
      if let host { found.append(host) }
    }
    return (findings.hasErrors ? nil : found.sorted { $0.name < $1.name }, findings.sorted())
  }

  /// Nothing else is even looked at: there are passwords beside them.
  private static func settings(_ value: YAMLValue) -> [String: YAMLValue.Scalar] {
    let pairs = ["hostname", "port", "username"].compactMap { key in value.value(key)?.scalar.map { (key, $0) } }
    return Dictionary(pairs) { first, _ in first }
  }

  private static func members(_ value: YAMLValue, _ findings: inout Findings) -> [YAMLValue.Scalar] {
    value.value("groups")?.texts("a list of groups", &findings) ?? []
  }
}
