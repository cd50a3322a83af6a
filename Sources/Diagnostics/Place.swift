/// Where something is: in a declared file, on a node, or nowhere in particular.
package enum Place: Hashable, Sendable {
  case source(SourceRange)
  case node(String)
  case nowhere
}

/// A stretch of one line of a file.
package struct SourceRange: Hashable, Sendable {
  /// Path as the reader would type it, relative to the repository's root.
  package var file: String
  /// 1-based; 0 means the file as a whole.
  package var line: Int
  /// 1-based, counted in Unicode scalars.
  package var column: Int
  /// Length in Unicode scalars; 0 keeps the line out of sight, for it may hold a secret.
  package var length: Int

  package init(file: String, line: Int = 0, column: Int = 1, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
  }
}

extension SourceRange: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.file, lhs.line, lhs.column, lhs.length) < (rhs.file, rhs.line, rhs.column, rhs.length)
  }
}

extension SourceRange: CustomStringConvertible {
  package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}
