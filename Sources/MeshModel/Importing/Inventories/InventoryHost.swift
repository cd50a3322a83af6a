package import Diagnostics

/// A host of somebody else's inventory: its name, how to log in, and its groups.
package struct InventoryHost: Hashable, Sendable {
  /// A node's name, made from the inventory's.
  package var name: String
  package var host: String
  package var port: UInt16?
  package var user: String?
  /// The node of the inventory that ssh goes through.
  package var jump: String?
  /// Tags made from the groups that it is in, sorted.
  package var groups: [String]
  package var place: SourceRange

  package init(
    name: String, host: String, port: UInt16? = nil, user: String? = nil, jump: String? = nil, groups: [String],
    place: SourceRange
  ) {
    self.name = name
    self.host = host
    self.port = port
    self.user = user
    self.jump = jump
    self.groups = groups
    self.place = place
  }
}

/// A host as an inventory has it: texts with their places.
struct InventoryEntry {
  var name: YAMLValue.Scalar
  var host: YAMLValue.Scalar?
  var port: YAMLValue.Scalar?
  var user: YAMLValue.Scalar?
  /// Groups that it is in, also through others.
  var groups: Set<String>

  /// The host; what is wrong with it is reported.
  func checked(_ findings: inout Findings) -> InventoryHost? {
    let address = host ?? name
    guard let node = NodeName(name.text)?.text else {
      findings.report(.inventory("`\(name.text)` cannot be a node's name", name.place))
      return nil
    }
    let tags = Set(groups.compactMap { NodeName($0)?.text })
    var host = InventoryHost(name: node, host: address.text, groups: tags.sorted(), place: name.place)
    if Form<String>.sshHost.read(.scalar(address), &findings) == nil { return nil }
    if let port {
      guard let number = Form<UInt16>.port.read(.scalar(port), &findings) else { return nil }
      host.port = number
    }
    if let user {
      guard let name = Form<String>.user.read(.scalar(user), &findings) else { return nil }
      host.user = name
    }
    return host
  }
}

extension Diagnostic {
  static func inventory(_ message: String, _ place: SourceRange, notes: [Note] = [], remedy: String = "") -> Diagnostic
  {
    Diagnostic(code: .inventory, message, at: .source(place), notes: notes, remedy: remedy)
  }
}

extension YAMLValue {
  /// The entries of a group of keys; none where nothing is written. Anything else is reported.
  func group(_ what: String, _ findings: inout Findings) -> [Entry] {
    if case .mapping(let entries, _) = self { return entries }
    if !isNull { findings.report(.expected(what, found: self)) }
    return []
  }

  /// The value of a key of a group.
  func value(_ key: String) -> YAMLValue? {
    guard case .mapping(let entries, _) = self else { return nil }
    return entries.first { $0.key.text == key }?.value
  }

  /// A text that is there.
  var scalar: Scalar? {
    guard case .scalar(let scalar) = self, !isNull else { return nil }
    return scalar
  }

  /// The texts of a list; none where nothing is written.
  func texts(_ what: String, _ findings: inout Findings) -> [Scalar] {
    if case .sequence(let values, _) = self { return values.compactMap(\.scalar) }
    if !isNull { findings.report(.expected(what, found: self)) }
    return []
  }
}
