#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The environment variables that git and ssh are to see.
///
/// A value that is handed in, so that nothing in this room reads the process's own environment behind a caller's back.
package struct GitEnvironment: Hashable, Sendable {
  package var variables: [String: String]

  package init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// That of this process, as it is now.
  package static var process: Self {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return Self(variables)
  }

  /// The value of a variable; an empty one counts as absent.
  subscript(name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `NAME=value` lines for a child that works on another repository.
  ///
  /// What names *this* repository (as in a git hook) is left out; the list is `git rev-parse --local-env-vars`.
  var childLines: [String] {
    variables.filter { !Self.local.contains($0.key) }.map { "\($0.key)=\($0.value)" }
  }

  private static let local: Set<String> = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
  ]
}
