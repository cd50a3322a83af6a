/// One thing that a reader should know: what happened, where, and what to do about it.
///
/// A diagnostic is data. Its text is made in one place, ``DiagnosticRenderer``, so every command speaks alike.
package struct Diagnostic: Hashable, Sendable {
  /// How much a diagnostic weighs: errors stop a command, warnings and notes do not.
  package enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
    case note
    case warning
    case error

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// A second place that belongs to the same finding, such as a first declaration.
  package struct Note: Hashable, Sendable {
    package var message: String
    package var place: Place

    package init(_ message: String, at place: Place = .nowhere) {
      self.message = message
      self.place = place
    }
  }

  /// The same where warnings are errors (`--strict`). Notes stay what they are.
  package var strict: Diagnostic {
    var strict = self
    if severity == .warning { strict.severity = .error }
    return strict
  }

  package var severity: Severity
  /// Stable name for tools and the reference page, such as `key-unknown`.
  package var code: String
  /// What happened, in one line without a full stop.
  package var message: String
  package var place: Place
  package var notes: [Note]
  /// What follows from it, in whole sentences; may be empty.
  package var consequence: String
  /// What the reader can do, in whole sentences; may be empty.
  package var remedy: String

  package init(
    _ severity: Severity = .error,
    code: String,
    _ message: String,
    at place: Place = .nowhere,
    notes: [Note] = [],
    consequence: String = "",
    remedy: String = ""
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.notes = notes
    self.consequence = consequence
    self.remedy = remedy
  }
}
