package import Diagnostics

/// Why a file was not edited.
package enum FileEditError: Error, Hashable {
  /// The file is not right as it stands.
  case unreadable([Diagnostic])
  /// The value would have to be quoted: no key ever has.
  case unwritable(String)
  /// The key's surroundings are laid out in a way that is not understood: `path` says which key.
  case unexpectedLayout([String])
}

extension FileEditError: DiagnosedError {
  package var diagnostics: [Diagnostic] {
    switch self {
    case .unreadable(let diagnostics): diagnostics
    case .unwritable(let value): [Diagnostic(code: "edit-value", "cannot write `\(value)` into the file")]
    case .unexpectedLayout(let path):
      [
        Diagnostic(
          code: "edit-layout", "cannot put `\(path.joined(separator: "."))` into the file as it is laid out",
          remedy: "Write it by hand.")
      ]
    }
  }
}
