import ArgumentParser
import Lab

struct LabExec: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Run a command on a machine of the lab.",
    discussion: """
      Machines are the nodes, NODE-lan (a computer in the networks behind a node), NODE-nat (the router before it), \
      internet, git and controller.
      """)

  @OptionGroup var lab: LabName

  @Argument(help: "The machine.")
  var machine: String

  @Argument(parsing: .postTerminator, help: "The command, after --.")
  var command: [String] = []

  func run() async throws {
    try lab.lab().become(command.isEmpty ? ["sh"] : command, on: machine)
  }
}

struct LabRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a command on the controller, in its clone of the mesh repository.")

  @OptionGroup var lab: LabName

  @Argument(parsing: .postTerminator, help: "The command, after --.")
  var command: [String] = []

  func run() async throws {
    try lab.lab().become(command.isEmpty ? ["sh"] : command, on: "controller")
  }
}

struct LabReboot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reboot", abstract: "Reboot a machine: its files stay, its processes and interfaces do not.")

  @OptionGroup var lab: LabName

  @Argument(help: "The machine.")
  var machine: String

  @Option(help: ArgumentHelp("Its uptime: as if it had booted so many seconds ago.", valueName: "seconds"))
  var uptime = 0

  func validate() throws {
    guard (0...1_000_000_000).contains(uptime) else { throw ValidationError("--uptime is 0 to 1000000000 seconds.") }
  }

  func run() async throws { try await lab.lab().reboot(machine, uptime: uptime) }
}

struct LabLink: AsyncParsableCommand {
  enum State: String, ExpressibleByArgument, CaseIterable {
    case up
    case down
  }

  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Cut a machine's uplink, or mend it.")

  @OptionGroup var lab: LabName

  @Argument(help: "The machine.")
  var machine: String

  @Argument(help: "up or down.")
  var state: State

  func run() async throws { try await lab.lab().setLink(of: machine, up: state == .up) }
}

struct LabRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "What ran on a host that could change it: uptime, command and arguments, between tabs.")

  @OptionGroup var lab: LabName

  @Argument(help: "The machine.")
  var machine: String

  func run() async throws { print(try lab.lab().record(of: machine), terminator: "") }
}
