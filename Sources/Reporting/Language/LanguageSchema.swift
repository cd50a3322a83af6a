import Foundation
package import MeshModel

/// The mesh language as a JSON Schema (draft 7, which editors read), from the same table that reading uses.
package enum LanguageSchema {
  /// The schema of one kind of file, with a newline at its end.
  package static func json(_ schema: MeshSchema) throws -> String {
    var document = group(schema.section)
    document["$schema"] = .text("http://json-schema.org/draft-07/schema#")
    document["title"] = .text(schema.title)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(SchemaValue.object(document)), as: UTF8.self) + "\n"
  }

  private static func group(_ section: KeySection) -> [String: SchemaValue] {
    var group: [String: SchemaValue] = [
      "type": .text("object"),
      "additionalProperties": .boolean(false),
      "properties": .object(
        Dictionary(section.keys.map { ($0.name, property($0)) }, uniquingKeysWith: { first, _ in first })),
    ]
    let required = section.keys.filter(\.isRequired).map(\.name)
    if !required.isEmpty { group["required"] = .list(required.map(SchemaValue.text)) }
    if !section.alternatives.isEmpty {
      group["oneOf"] = .list(section.alternatives.map { .object(["required": .list($0.map(SchemaValue.text))]) })
    }
    if !section.companions.isEmpty {
      group["dependencies"] = .object(section.companions.mapValues { .list([.text($0)]) })
    }
    return group
  }

  private static func property(_ key: KeyDescription) -> SchemaValue {
    var property = value(key.schema)
    property["description"] = .text(key.meaning)
    if let fallback = fallback(key.fallback, key.schema) { property["default"] = fallback }
    return .object(property)
  }

  private static func value(_ schema: ValueSchema) -> [String: SchemaValue] {
    switch schema {
    case .any: [:]
    case .text(nil): ["type": .text("string")]
    case .text(let pattern?): ["type": .text("string"), "pattern": .text(pattern)]
    case .integer(let range):
      ["type": .text("integer"), "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .boolean: ["type": .text("boolean")]
    case .words(let words): ["enum": .list(words.map(SchemaValue.text))]
    case .list(let element): ["type": .text("array"), "items": .object(value(element))]
    case .named(let name, let element):
      [
        "type": .text("object"), "propertyNames": .object(value(name)), "additionalProperties": .object(value(element)),
      ]
    case .group(let section): group(section)
    case .oneOf(let choices): ["oneOf": .list(choices.map { .object(value($0)) })]
    }
  }

  /// The default as the value that it is written for; a group's are told at its own keys.
  private static func fallback(_ text: String, _ schema: ValueSchema) -> SchemaValue? {
    if text.isEmpty { return nil }
    switch schema {
    case .any, .group, .named: return nil
    case .text: return text == "[]" ? nil : .text(text)
    case .integer(let range): return Int(text).flatMap { range.contains($0) ? .integer($0) : nil }
    case .boolean: return Bool(text).map(SchemaValue.boolean)
    case .words(let words): return words.contains(text) ? .text(text) : nil
    case .list: return text == "[]" ? .list([]) : nil
    case .oneOf(let choices): return choices.lazy.compactMap { fallback(text, $0) }.first
    }
  }
}

/// A value of JSON.
private indirect enum SchemaValue: Encodable {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case list([SchemaValue])
  case object([String: SchemaValue])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .boolean(let isTrue): try container.encode(isTrue)
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}
