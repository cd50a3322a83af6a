import ArgumentParser
import Lab

struct LabDelay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delay",
    abstract:
      "Delay a machine's packets on their way through the internet, or lose some; without arguments, list delays.",
    usage: """
      weft lab delay [--lab NAME]
      weft lab delay NODE MILLISECONDS [--to NODE] [--only-out | --only-in] [--udp | --tcp-port PORT] [--loss PERCENT]
      weft lab delay NODE off [--to NODE] [--only-out | --only-in] [--udp | --tcp-port PORT]
      """,
    discussion: """
      The delay is one way: 20 is a round trip of 40 ms. Packets stay in order. Delays of a machine, of its peer, and of \
      the path between them (--to) add up. Those behind one NAT share its delay. It lasts until `off`, which takes away \
      all delays of a machine or those that its options name, or until `lab down`.
      """)

  @OptionGroup var lab: LabName

  @Argument(help: "A machine of the lab.")
  var machine: String?

  @Argument(help: ArgumentHelp("One way, 0 to 60000; or `off`.", valueName: "milliseconds|off"))
  var delay: String?

  @Option(help: ArgumentHelp("Only on the path to this machine and back.", valueName: "machine"))
  var to: String?

  @Flag(help: "Only what the machine sends.")
  var onlyOut = false

  @Flag(help: "Only what the machine is sent.")
  var onlyIn = false

  @Flag(help: "Only UDP: the tunnels.")
  var udp = false

  @Option(help: "Only TCP to or from this port: 22 for ssh.")
  var tcpPort: UInt16?

  @Option(help: "Percent of the packets that never arrive, each way.")
  var loss = 0.0

  @Option(help: "Which packets those are: the same number, the same ones.")
  var seed = 1

  func validate() throws {
    if onlyOut && onlyIn { throw ValidationError("--only-out and --only-in exclude each other.") }
    if udp && tcpPort != nil { throw ValidationError("--udp and --tcp-port exclude each other.") }
    guard (0...100).contains(loss) else { throw ValidationError("--loss is 0 to 100 percent.") }
    if machine != nil && delay == nil { throw ValidationError("Say how many milliseconds, or `off`.") }
    if let delay, delay != "off", !(Double(delay).map { (0...60_000).contains($0) } ?? false) {
      throw ValidationError("A delay is 0 to 60000 milliseconds, or `off`.")
    }
  }

  func run() async throws {
    let lab = try lab.lab()
    guard let machine, let delay else { return try list(lab) }
    let traffic: Delay.Traffic? = udp ? .udp : tcpPort.map { .tcp($0) }
    let direction: Lab.Direction = onlyOut ? .out : onlyIn ? .in : .both
    if let milliseconds = Double(delay) {
      try await lab.delay(
        machine, to: to, milliseconds: milliseconds, loss: loss, seed: seed, traffic: traffic ?? .all,
        direction: direction)
    } else {
      try await lab.removeDelays(of: machine, to: to, traffic: traffic, direction: direction)
    }
    try list(lab)
  }

  private func list(_ lab: Lab) throws {
    let delays = try lab.delays()
    print(delays.isEmpty ? "No delays." : delays.map(\.description).joined(separator: "\n"))
  }
}

/// What ``LabDelay`` starts in the network of the lab's internet.
struct LabForward: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward", abstract: "Hold packets until their delay is over.", shouldDisplay: false)

  @Option(name: .customLong("lab"), help: "The lab's name.")
  var name: String

  func run() throws { try DelayForwarder.run(lab: name) }
}
