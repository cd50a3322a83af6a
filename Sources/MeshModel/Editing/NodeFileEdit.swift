package import Diagnostics
package import WireGuard

/// Edits of a node's file that keep its comments, order and layout: only the value that changes is written.
package enum NodeFileEdit {
  /// The file with its `publicKey` replaced, or put in as the first key.
  /// - Throws: ``NodeFileEditError``.
  package static func setting(publicKey: PublicKey, in text: String) throws(NodeFileEditError) -> String {
    try setting([NodeKeys.publicKey.description.name], to: publicKey.description, in: text)
  }

  /// The file with the `hostKey` of its `ssh` replaced, or put in; of a list, all are replaced by the one.
  /// - Throws: ``NodeFileEditError``.
  package static func setting(hostKey: String, in text: String) throws(NodeFileEditError) -> String {
    guard let key = HostKeyText.canonical(hostKey) else { throw .unwritable(hostKey) }
    return try setting(
      [NodeKeys.ssh.description.name, SSHTargetKeys.hostKey.description.name], to: key, in: text)
  }

  /// The file with one value replaced, or put in where its group is.
  static func setting(_ path: [String], to value: String, in text: String) throws(NodeFileEditError) -> String {
    // Plain in YAML wherever it stands, also between brackets.
    guard !value.isEmpty, value.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+/=-_.@ ".contains($0)) })
    else { throw .unwritable(value) }
    let root = try read(text)
    let edited = try apply(path[...], value, root, SourceText(file: "", text: text)).text
    guard try YAMLPath.value(path, in: read(edited)) == value else { throw .unexpectedLayout(path) }
    return edited
  }

  private static func read(_ text: String) throws(NodeFileEditError) -> YAMLValue {
    var findings = Findings()
    let root = YAMLDocument.read(Array(text.utf8), file: "", findings: &findings)
    guard let root, !findings.hasErrors else { throw .unreadable(findings.sorted()) }
    return root
  }

  private static func apply(
    _ path: ArraySlice<String>, _ value: String, _ group: YAMLValue, _ source: SourceText
  ) throws(NodeFileEditError) -> SourceText {
    guard let key = path.first, case .mapping(let entries, let place) = group else {
      throw .unexpectedLayout(Array(path))
    }
    var edited = source
    guard let entry = entries.first(where: { $0.key.text == key }) else {
      guard path.count == 1 else { throw .unexpectedLayout(Array(path)) }
      edited.insert("\(key): \(value)", intoGroupAt: place, first: entries.first?.key.place)
      return edited
    }
    if path.count > 1 { return try apply(path.dropFirst(), value, entry.value, source) }
    if entry.value.isNull {
      guard edited.put(value, after: entry.key.place) else { throw .unexpectedLayout(Array(path)) }
    } else {
      guard edited.replace(entry.value, with: value) else { throw .unexpectedLayout(Array(path)) }
    }
    return edited
  }
}

/// Why a file was not edited.
package enum NodeFileEditError: Error, Hashable {
  /// The file is not right as it stands.
  case unreadable([Diagnostic])
  /// The value would have to be quoted: no key ever has.
  case unwritable(String)
  /// The key's surroundings are laid out in a way that is not understood: `path` says which key.
  case unexpectedLayout([String])
}

extension NodeFileEditError: DiagnosedError {
  package var diagnostics: [Diagnostic] {
    switch self {
    case .unreadable(let diagnostics): diagnostics
    case .unwritable(let value): [Diagnostic(code: "edit-value", "cannot write `\(value)` into a node's file")]
    case .unexpectedLayout(let path):
      [
        Diagnostic(
          code: "edit-layout", "cannot put `\(path.joined(separator: "."))` into the file as it is laid out",
          remedy: "Write it by hand.")
      ]
    }
  }
}

/// Reads one scalar.
enum YAMLPath {
  static func value(_ path: [String], in root: YAMLValue) -> String? {
    let value = path.reduce(Optional(root)) { value, key in
      guard case .mapping(let entries, _) = value else { return nil }
      return entries.first { $0.key.text == key }?.value
    }
    guard case .scalar(let scalar) = value else { return nil }
    return scalar.text
  }
}
