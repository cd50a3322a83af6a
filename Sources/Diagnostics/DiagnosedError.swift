/// An error that can say everything a reader needs.
///
/// Errors stay typed data inside a room; this is how they leave it.
package protocol DiagnosedError: Error {
  var diagnostics: [Diagnostic] { get }
  var exitStatus: ExitStatus { get }
}

extension DiagnosedError {
  package var exitStatus: ExitStatus { .error }
}

/// Diagnostics that stopped a command.
package struct Failure: DiagnosedError, Hashable {
  package var diagnostics: [Diagnostic]
  package var exitStatus: ExitStatus

  package init(_ diagnostics: [Diagnostic], exit: ExitStatus = .error) {
    self.diagnostics = diagnostics
    self.exitStatus = exit
  }

  package init(_ diagnostic: Diagnostic, exit: ExitStatus = .error) {
    self.init([diagnostic], exit: exit)
  }
}
