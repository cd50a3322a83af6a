/// One key of the mesh language: all that reading, suggestions and the reference page know of it.
struct Key<Value: Sendable>: Sendable {
  var description: KeyDescription
  var form: Form<Value>

  /// A key that may be left out.
  init(_ name: String, _ form: Form<Value>, meaning: String) {
    self.description = KeyDescription(
      name: name, expectation: form.expectation, schema: form.schema, fallback: "", meaning: meaning, isRequired: false)
    self.form = form
  }

  /// A key that must be there.
  init(required name: String, _ form: Form<Value>, meaning: String) {
    self.init(name, form, meaning: meaning)
    description.isRequired = true
  }
}

/// A key that has a default.
struct DefaultedKey<Value: Sendable>: Sendable {
  var key: Key<Value>
  var fallback: Value

  var description: KeyDescription { key.description }

  /// The default comes as one would write it, and as a value.
  init(_ name: String, _ form: Form<Value>, default text: String, _ fallback: Value, meaning: String) {
    self.key = Key(name, form, meaning: meaning)
    self.key.description.fallback = text
    self.fallback = fallback
  }
}

/// What there is to say of a key in documents.
package struct KeyDescription: Hashable, Sendable {
  package var name: String
  package var expectation: String
  package var schema: ValueSchema
  /// The default as one would write it; empty for none.
  package var fallback: String
  package var meaning: String
  package var isRequired: Bool
}

/// The keys that one group may have.
package struct KeySection: Hashable, Sendable {
  /// Completes "expected …", such as "a group of keys for ssh".
  package var title: String
  package var keys: [KeyDescription]
  /// Names of keys that belong together, where a group has exactly one of these sets.
  package var alternatives: [[String]] = []
  /// Keys that mean something beside another alone, by their names.
  package var companions: [String: String] = [:]
}
