import Diagnostics

/// What a value may look like: how it is told to a reader, and how it is read.
struct Form<Value: Sendable>: Sendable {
  /// Completes "expected …", such as "a port, 1 to 65535".
  var expectation: String
  /// The same for a JSON Schema.
  var schema = ValueSchema.any
  /// Reads a value, or reports why it is none.
  var read: @Sendable (YAMLValue, inout Findings) -> Value?
}

/// Why a text is not what it should be.
struct Unreadable: Error {
  var code: DiagnosticCode
  var message: String
  var consequence = ""
  var remedy = ""
}

extension Form {
  /// One word or number. `parse` throws ``Unreadable`` where there is more to say, and gives `nil` where
  /// "expected …" says it all.
  static func scalar(
    _ expectation: String, _ schema: ValueSchema = .text,
    _ parse: @escaping @Sendable (String) throws(Unreadable) -> Value?
  ) -> Form {
    Form(expectation: expectation, schema: schema) { value, findings in
      guard case .scalar(let scalar) = value else {
        findings.report(.expected(expectation, found: value))
        return nil
      }
      do throws(Unreadable) {
        if let parsed = try parse(scalar.text) { return parsed }
        findings.report(.expected(expectation, found: value))
      } catch {
        findings.report(
          Diagnostic(
            code: error.code, error.message, at: .source(scalar.place), consequence: error.consequence,
            remedy: error.remedy))
      }
      return nil
    }
  }

  /// The same with its place.
  var located: Form<Located<Value>> {
    Form<Located<Value>>(expectation: expectation, schema: schema) { value, findings in
      read(value, &findings).map { Located(value: $0, place: value.place) }
    }
  }

  /// A list of them. What cannot be read is reported and left out.
  var list: Form<[Value]> {
    Form<[Value]>(expectation: "a list, each \(expectation)", schema: .list(schema)) { value, findings in
      guard case .sequence(let elements, _) = value else {
        findings.report(.expected("a list, each \(expectation)", found: value))
        return nil
      }
      return elements.compactMap { read($0, &findings) }
    }
  }

  /// One of them, or a list.
  var oneOrMore: Form<[Value]> {
    let list = list
    return Form<[Value]>(expectation: "\(expectation), or a list of such", schema: .oneOf([schema, list.schema])) {
      value, findings in
      if case .sequence = value { return list.read(value, &findings) }
      return read(value, &findings).map { [$0] }
    }
  }

  func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Form<Other> {
    Form<Other>(expectation: expectation, schema: schema) { value, findings in read(value, &findings).map(transform) }
  }
}

extension Form {
  /// A group of keys of its own.
  static func group(_ section: KeySection, _ build: @escaping @Sendable (inout GroupReader) -> Value?) -> Form {
    Form(expectation: section.title, schema: .group(section)) { value, findings in
      guard var reader = GroupReader(value, section, findings) else {
        findings.report(.expected(section.title, found: value))
        return nil
      }
      let result = build(&reader)
      findings = reader.findings
      return result
    }
  }
}

/// A value under a name that the file chooses.
struct Named<Value: Sendable>: Sendable {
  var name: Located<String>
  var value: Value
  /// The lines from the name to the end of the value.
  var lines: ClosedRange<Int>
}

extension Form {
  /// A group whose keys are names, each with such a value.
  func byName(_ names: Form<String>) -> Form<[Named<Value>]> {
    let expectation = "a group whose keys are each \(names.expectation), with \(expectation)"
    return Form<[Named<Value>]>(expectation: expectation, schema: .named(names.schema, schema)) { value, findings in
      guard case .mapping(let entries, _) = value else {
        findings.report(.expected(expectation, found: value))
        return nil
      }
      return entries.compactMap { entry in
        let name = names.read(.scalar(entry.key), &findings)
        let lines = entry.key.place.line...max(entry.key.place.line, entry.value.lastLine)
        guard let name, let value = read(entry.value, &findings) else { return nil }
        return Named(name: Located(value: name, place: entry.key.place), value: value, lines: lines)
      }
    }
  }
}

extension Diagnostic {
  static func expected(_ expectation: String, found value: YAMLValue) -> Diagnostic {
    Diagnostic(code: .valueType, "expected \(expectation); found \(value.kind)", at: .source(value.place))
  }
}
