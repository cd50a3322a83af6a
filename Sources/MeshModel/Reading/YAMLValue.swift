import Diagnostics

/// What a YAML file says, with the place of every part of it.
///
/// Scalars stay text: YAML 1.1 would make `no` a boolean, `010` the number 8 and `12:30` a number of seconds.
indirect enum YAMLValue: Sendable {
  struct Scalar: Hashable, Sendable {
    var text: String
    /// Written without quotes.
    var isPlain: Bool
    var place: SourceRange
  }

  struct Entry: Sendable {
    var key: Scalar
    var value: YAMLValue
  }

  case scalar(Scalar)
  case sequence([YAMLValue], SourceRange)
  case mapping([Entry], SourceRange)

  var place: SourceRange {
    switch self {
    case .scalar(let scalar): scalar.place
    case .sequence(_, let place), .mapping(_, let place): place
    }
  }

  /// The last line that anything of it begins on.
  var lastLine: Int {
    switch self {
    case .scalar(let scalar): scalar.place.line
    case .sequence(let values, let place): values.map(\.lastLine).max() ?? place.line
    case .mapping(let entries, let place): entries.map { max($0.key.place.line, $0.value.lastLine) }.max() ?? place.line
    }
  }

  /// A key with nothing behind it is a key left out.
  var isNull: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.isPlain && ["", "~", "null"].contains(scalar.text)
  }

  /// What it is, for a reader who expected something else.
  var kind: String {
    switch self {
    case .scalar(let scalar): scalar.text.isEmpty ? "an empty text" : "`\(scalar.text)`"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }
}
