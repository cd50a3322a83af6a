import ArgumentParser
import Lab

/// `weft lab …`
struct LabCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "The mesh as real hosts on this machine: namespaces, sshd, WireGuard, NAT.",
    subcommands: [
      LabUp.self, LabDown.self, LabSync.self, LabExec.self, LabRun.self, LabReboot.self, LabLink.self, LabFlow.self,
      LabRecord.self, LabPing.self, LabDelay.self, LabForward.self,
    ]
  )
}

/// Which lab a command means.
struct LabName: ParsableArguments {
  @Option(name: .customLong("lab"), help: "The lab's name (default: the only one there is).")
  var name: String?

  /// The lab named, else the only one there is.
  func lab() throws -> Lab {
    if let name { return try Lab(name: name) }
    let all = Lab.all()
    guard let only = all.first else { throw LabError.noneThere }
    guard all.count == 1 else { throw LabError.ambiguous(labs: all) }
    return try Lab(name: only)
  }
}
