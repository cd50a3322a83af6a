package import Diagnostics

/// Ansible's inventories: YAML files, and what `ansible-inventory --list` prints, which is YAML too.
///
/// https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html
package enum AnsibleInventory {
  /// Hosts sorted by name; `nil` where there is an error among the diagnostics.
  package static func read(_ bytes: [UInt8], file: String) -> (hosts: [InventoryHost]?, diagnostics: [Diagnostic]) {
    var findings = Findings()
    guard let root = YAMLDocument.read(bytes, file: file, findings: &findings) else {
      return (nil, findings.sorted().map(\.forAnsible))
    }
    var reader = AnsibleReader(findings: findings)
    for entry in root.group("groups of hosts", &reader.findings) where entry.key.text != "_meta" {
      reader.readGroup(entry.key.text, entry.value, in: nil)
    }
    for entry in root.value("_meta")?.value("hostvars")?.group("hosts", &reader.findings) ?? [] {
      reader.readSettings(of: entry.key, entry.value)
    }
    let hosts = reader.hosts()
    return (reader.findings.hasErrors ? nil : hosts, reader.findings.sorted())
  }
}

extension Diagnostic {
  /// Ansible itself can read what this reader does not.
  fileprivate var forAnsible: Diagnostic {
    guard code == "yaml-alias" else { return self }
    var diagnostic = self
    diagnostic.message = "anchors and aliases are not read here"
    diagnostic.remedy = "Let Ansible read it: `ansible-inventory -i FILE --list >hosts.json`, and import that."
    return diagnostic
  }
}

private struct AnsibleReader {
  var findings: Findings
  private var groups = InventoryGroups()
  private var names: [String: YAMLValue.Scalar] = [:]
  private var members: [String: Set<String>] = [:]
  private var settings: [String: [String: YAMLValue.Scalar]] = [:]

  /// Groups that every host is in, one way or another.
  private static let implied: Set<String> = ["all", "ungrouped"]
  private static let hostNames = ["ansible_host", "ansible_ssh_host"]
  private static let portNames = ["ansible_port", "ansible_ssh_port"]
  private static let userNames = ["ansible_user", "ansible_ssh_user"]
  /// Later ones are asked later, as Ansible puts them into ssh's command line.
  private static let argumentNames = ["ansible_ssh_common_args", "ansible_ssh_extra_args"]
  private static let wanted = Set(hostNames + portNames + userNames + argumentNames)

  init(findings: Findings) { self.findings = findings }

  mutating func readGroup(_ name: String, _ value: YAMLValue, in parent: String?) {
    if groups.parents[name] == nil { groups.parents[name] = [] }
    if let parent { groups.parents[name]?.insert(parent) }
    for entry in value.group("a group: `hosts`, `vars` and `children`", &findings) {
      switch entry.key.text {
      case "hosts": readHosts(entry.value, in: name)
      case "vars": groups.settings[name, default: [:]].merge(wanted(entry.value)) { $1 }
      case "children": readChildren(entry.value, of: name)
      default:
        findings.report(
          .inventory(
            "`\(entry.key.text)` is no part of a group", entry.key.place,
            remedy: "A group has `hosts`, `vars` and `children`."))
      }
    }
  }

  private mutating func readHosts(_ value: YAMLValue, in group: String) {
    // `--list` has their names alone.
    if case .sequence = value {
      for name in value.texts("hosts", &findings) { add(name, to: group) }
      return
    }
    for entry in value.group("hosts", &findings) {
      guard let names = HostPattern.expand(entry.key.text) else {
        findings.report(
          .inventory(
            "cannot make sense of the range in `\(entry.key.text)`", entry.key.place,
            remedy: "A range is [01:20] or [a:f], of up to \(HostPattern.most) hosts."))
        continue
      }
      for name in names {
        let scalar = YAMLValue.Scalar(text: name, isPlain: true, place: entry.key.place)
        add(scalar, to: group)
        readSettings(of: scalar, entry.value)
      }
    }
  }

  private mutating func readChildren(_ value: YAMLValue, of group: String) {
    if case .sequence = value {
      for child in value.texts("groups", &findings) { groups.parents[child.text, default: []].insert(group) }
      return
    }
    for entry in value.group("groups", &findings) { readGroup(entry.key.text, entry.value, in: group) }
  }

  private mutating func add(_ name: YAMLValue.Scalar, to group: String) {
    names[name.text] = names[name.text] ?? name
    members[name.text, default: []].insert(group)
  }

  mutating func readSettings(of name: YAMLValue.Scalar, _ value: YAMLValue) {
    settings[name.text, default: [:]].merge(wanted(value)) { $1 }
  }

  /// Nothing else is even looked at: variables hold passwords.
  private func wanted(_ value: YAMLValue) -> [String: YAMLValue.Scalar] {
    guard case .mapping(let entries, _) = value else { return [:] }
    let pairs = entries.filter { Self.wanted.contains($0.key.text) }.compactMap { entry in
      entry.value.scalar.map { (entry.key.text, $0) }
    }
    return Dictionary(pairs) { $1 }
  }

  mutating func hosts() -> [InventoryHost] {
    let (settings, groups, members) = (settings, groups, members)
    var ways = InventoryWays()
    for (name, scalar) in names.sorted(by: { $0.key < $1.key }) {
      let all = groups.withAncestors((members[name] ?? []).union(["all"]))
      func value(_ names: [String]) -> YAMLValue.Scalar? {
        names.lazy.compactMap { settings[name]?[$0] }.first ?? groups.value(names, in: all)
      }
      let entry = InventoryEntry(
        name: scalar, host: value(Self.hostNames), port: value(Self.portNames), user: value(Self.userNames),
        groups: Set(all).subtracting(Self.implied))
      guard let host = entry.checked(&findings) else { continue }
      let arguments = Self.argumentNames.compactMap { value([$0]) }.map {
        (way: SSHArguments($0.text), place: $0.place)
      }
      let way = arguments.first { $0.way != .straight }
      ways.add(host, way?.way ?? .straight, way?.place ?? scalar.place)
    }
    return ways.hosts(&findings)
  }
}
