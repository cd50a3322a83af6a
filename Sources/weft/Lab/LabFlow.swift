import ArgumentParser
import Foundation
import Lab
import WireGuard

struct LabFlow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Send UDP packets between machines, both ways, and count what is lost.",
    usage: """
      weft lab flow FROM TO [OPTION …] [-- COMMAND …]
      weft lab flow FROM TO,TO… --at ADDRESS [OPTION …] [-- COMMAND …]
      weft lab flow --all-of NODE [OPTION …] [-- COMMAND …]
      """,
    discussion: """
      With a command after --, the flow lasts as long as the command; its exit code is the command's.

      For each direction: how many packets were lost, the longest delay of one, and the longest time without an \
      arrival. How late the probe itself sent a packet is there to judge that by.

      With --at, machines that hold one address are one end, as where a network moves from one to another: a packet \
      arrives where any of them gets it, and each of them sends.
      """)

  @OptionGroup var lab: LabName

  @Option(help: "Packets per second, each way of each pair.")
  var rate = 500

  @Option(help: "Seconds, where there is no command.")
  var duration = 5.0

  @Flag(name: .customLong("ipv6"), help: "Over IPv6.")
  var isIPv6 = false

  @Option(help: ArgumentHelp("Over every declared tunnel of this node.", valueName: "node"))
  var allOf: String?

  @Option(
    help: ArgumentHelp("The address of TO, if not its first; several machines can have it.", valueName: "address"),
    transform: { text in
      guard let address = IPAddress(text) else { throw ValidationError("--at: \(text) is not an IP address.") }
      return address
    })
  var at: IPAddress?

  @Option(
    help: ArgumentHelp(
      "Send nothing until this shell command succeeds on FROM (or on NODE); it is tried every 10 ms.",
      valueName: "command"))
  var startWhen: String?

  @Option(help: "How to print it: text or json.")
  var format: Format = .text

  @Argument(help: "A node, or NODE-lan for a computer behind it.")
  var from: String?

  @Argument(help: "Another one; with --at, several, with commas between.")
  var to: String?

  @Argument(parsing: .postTerminator, help: "A command, after --.")
  var command: [String] = []

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  func validate() throws {
    guard (1...100_000).contains(rate) else { throw ValidationError("--rate is 1 to 100000.") }
    guard (allOf == nil) == (to != nil), (from == nil) == (to == nil) else {
      throw ValidationError("Name two machines, or a node with --all-of.")
    }
    guard at == nil || to != nil else { throw ValidationError("--at is for the address of TO.") }
    if let at, isIPv6 != (at.family == .ipv6) {
      throw ValidationError("--ipv6 goes with an IPv6 address of --at, and with no other.")
    }
  }

  func run() async throws {
    let lab = try lab.lab()
    let pairs = try allOf.map { try lab.tunnels(of: $0) } ?? [(from ?? "", to ?? "")]
    let flow =
      if let at {
        try lab.flow(
          from: pairs[0].0, to: pairs[0].1.split(separator: ",").map(String.init), at: at, rate: rate)
      } else {
        try lab.flow(between: pairs, rate: rate, family: isIPv6 ? .ipv6 : .ipv4)
      }
    let status = try await withThrowingTaskGroup(of: Void.self) { group in
      if let startWhen {
        group.addTask {
          try await lab.wait(until: startWhen, on: pairs[0].0)
          try flow.begin()
        }
      } else {
        try flow.begin()
      }
      let status = try await work()
      group.cancelAll()
      return status
    }
    let summary = try await flow.stop()
    print(format == .json ? try summary.json() : summary.description)
    if status != 0 { throw ExitCode(status) }
    if let startWhen, summary.total.sent == 0 { throw FlowError.neverBegan(condition: startWhen) }
  }

  /// What the flow lasts as long as.
  private func work() async throws -> Int32 {
    guard command.isEmpty else { return try await Lab.runHere(command) }
    try await Task.sleep(for: .seconds(duration))
    return 0
  }
}
