import ArgumentParser
import Foundation
import Lab
import WireGuard

struct LabFlow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Send UDP packets between two machines, both ways, and count what is lost.",
    discussion: "With a command after --, the flow lasts as long as the command; its exit code is the command's.")

  @OptionGroup var lab: LabName

  @Option(help: "Packets per second, each way.")
  var rate = 500

  @Option(help: "Seconds, where there is no command.")
  var duration = 5.0

  @Flag(name: .customLong("ipv6"), help: "Over IPv6.")
  var isIPv6 = false

  @Argument(help: "A node, or NODE-lan for a computer behind it.")
  var from: String

  @Argument(help: "Another one.")
  var to: String

  @Argument(parsing: .postTerminator, help: "A command, after --.")
  var command: [String] = []

  func run() async throws {
    let flow = try lab.lab().startFlow(from: from, to: to, rate: rate, family: isIPv6 ? .ipv6 : .ipv4)
    var status: Int32 = 0
    if command.isEmpty {
      try await Task.sleep(for: .seconds(duration))
    } else {
      status = try await Lab.runHere(command)
    }
    let (forward, backward) = try await flow.stop()
    print("\(from) → \(to)  \(forward)")
    print("\(to) → \(from)  \(backward)")
    if status != 0 { throw ExitCode(status) }
  }
}
