import Diagnostics

/// Reads the keys of one group, once each.
struct GroupReader {
  var findings: Findings
  let place: SourceRange
  private(set) var hasUnknownKeys = false
  private let values: [String: YAMLValue.Entry]

  /// Reports unknown keys; `nil` where the value is not a group of keys.
  init?(_ value: YAMLValue, _ section: KeySection, _ findings: Findings) {
    guard case .mapping(let entries, let place) = value else { return nil }
    self.findings = findings
    self.place = place
    self.values = Dictionary(entries.map { ($0.key.text, $0) }) { first, _ in first }
    let known = section.keys.map(\.name)
    for entry in entries where !known.contains(entry.key.text) {
      hasUnknownKeys = true
      if SecretText.isLikely(key: entry.key.text, value: entry.value, known: known) {
        self.findings.hide(entry.value.place)
        self.findings.report(SecretText.diagnostic(at: entry.key.place))
      } else {
        self.findings.report(
          Diagnostic(
            code: .keyUnknown, "unknown key `\(entry.key.text)`", at: .source(entry.key.place),
            remedy: Suggestion.remedy(for: entry.key.text, among: known)))
      }
    }
  }

  /// The value; the key's default where it is left out, or wrong (which is reported, and reading goes on).
  mutating func read<Value>(_ key: DefaultedKey<Value>) -> Value { read(key.key) ?? key.fallback }

  /// The value; `nil` where it is left out, or wrong (which is reported).
  mutating func read<Value>(_ key: Key<Value>) -> Value? {
    guard let entry = values[key.description.name], !entry.value.isNull else {
      if key.description.isRequired {
        findings.report(
          Diagnostic(
            code: .keyMissing, "`\(key.description.name)` is missing", at: .source(missingPlace(key)),
            remedy: "Add `\(key.description.name)`: \(key.description.meaning)"))
      }
      return nil
    }
    if SecretText.isMisplaced(entry.value, behind: key.description.name) {
      findings.hide(entry.value.place)
      findings.report(SecretText.diagnostic(at: entry.key.place))
      return nil
    }
    return key.form.read(entry.value, &findings)
  }

  /// Whether the key is written there, well or badly.
  func has<Value>(_ key: Key<Value>) -> Bool {
    values[key.description.name].map { !$0.value.isNull } ?? false
  }

  /// Where the key's value stands, well or badly written.
  func place<Value>(of key: DefaultedKey<Value>) -> SourceRange? {
    values[key.description.name].flatMap { $0.value.isNull ? nil : $0.value.place }
  }

  /// How many items the key's list has, well or badly written.
  func count<Value>(of key: Key<Value>) -> Int {
    guard case .sequence(let items, _) = values[key.description.name]?.value else { return 0 }
    return items.count
  }

  private func missingPlace<Value>(_ key: Key<Value>) -> SourceRange {
    values[key.description.name]?.key.place ?? place
  }
}
