package import Diagnostics

/// Why the lab could not do what it was asked to.
package enum LabError: DiagnosedError, Hashable {
  /// The name cannot be a lab's.
  case invalidName(String)
  case missingPrograms([String])
  case notRoot
  case alreadyThere(lab: String)
  case notThere(lab: String)
  case noneThere
  /// Several are there, and none was named.
  case ambiguous(labs: [String])
  case busy(lab: String)
  case noSuchMachine(String, known: [String])
  /// The machine is declared but does not run.
  case machineDown(String)
  /// The mesh has something that the lab cannot build.
  case unsupported(node: String, reason: String)
  /// A command of the lab's own failed; `output` is what it said.
  case failed(machine: String, action: String, output: String)

  package var exitStatus: ExitStatus { if case .ambiguous = self { .usage } else { .error } }

  package var diagnostics: [Diagnostic] {
    switch self {
    case .invalidName(let name):
      [
        Diagnostic(
          code: "lab-name", "\(name) cannot be a lab's name",
          remedy: "Use 1 to 32 characters of a-z, 0-9 and -, with --lab.")
      ]
    case .missingPrograms(let programs):
      [
        Diagnostic(
          code: "lab-programs", "the lab needs \(programs.joined(separator: ", ")), which this machine does not have",
          remedy: "On Debian or Ubuntu: apt install git iproute2 nftables openssh-client openssh-server"
            + " util-linux wireguard-tools wireguard-go")
      ]
    case .notRoot:
      [Diagnostic(code: "lab-root", "the lab makes namespaces, which takes root", remedy: "Run it with sudo.")]
    case .alreadyThere(let lab):
      [
        Diagnostic(
          code: "lab-exists", "the lab \(lab) is there already",
          remedy: "Take it down with `weft lab down --lab \(lab)`, or give this one another name with --lab.")
      ]
    case .notThere(let lab):
      [Diagnostic(code: "lab-missing", "there is no lab \(lab)", remedy: "Make it with `weft lab up --lab \(lab)`.")]
    case .noneThere: [Diagnostic(code: "lab-missing", "there is no lab", remedy: "Make one with `weft lab up`.")]
    case .ambiguous(let labs):
      [
        Diagnostic(
          code: "lab-ambiguous", "there are several labs",
          remedy: "Say which, with --lab: \(labs.joined(separator: ", ")).")
      ]
    case .busy(let lab):
      [Diagnostic(code: "lab-busy", "another command is at work on the lab \(lab)", remedy: "Wait until it is done.")]
    case .noSuchMachine(let name, let known):
      [
        Diagnostic(
          code: "lab-machine", "the lab has no \(name)", remedy: "It has \(known.joined(separator: ", ")).")
      ]
    case .machineDown(let name):
      [
        Diagnostic(
          code: "lab-machine-down", "does not run", at: .node(name), remedy: "Start it: `weft lab reboot \(name)`.")
      ]
    case .unsupported(let node, let reason):
      [Diagnostic(code: "lab-unsupported", reason, at: .node(node))]
    case .failed(let machine, let action, let output):
      [Diagnostic(code: "lab-command", "\(action) failed", at: .node(machine), consequence: output)]
    }
  }
}
