import ArgumentParser
import MeshModel
import Reconciliation
import Reporting

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Say who loses whom while nodes or tunnels are down.",
    discussion: """
      Needs git alone: no host and no secret. With static routing nothing reroutes by itself, so what is lost is lost \
      until another commit is applied; what a mesh without the parts that are down could reach is told beside it. A routing \
      protocol finds what other ways there are, and what is lost is what it does not find.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceOptions

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Nodes that are down.", valueName: "node"))
  var down: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The two ends of a tunnel that is down; may be repeated.", valueName: "node"))
  var downLink: [String] = []

  @Flag(help: "Every node and tunnel whose failure alone cuts others off, the worst first.")
  var each = false

  @Option(help: "How to print it: text or json.")
  var format: AnswerFormat = .text

  func validate() throws {
    if each, !down.isEmpty || !downLink.isEmpty { throw ValidationError("Either --each, or what is down.") }
    if !each, down.isEmpty, downLink.isEmpty { throw ValidationError("What is down? --down, --down-link, or --each.") }
    guard downLink.count.isMultiple(of: 2) else { throw ValidationError("--down-link takes the two ends of a tunnel.") }
  }

  func run() async throws {
    let declared = try await Workspace.open(common).declared(common, source)
    let (mesh, commit) = (declared.mesh.name, declared.commitID)
    let text = SimulationText(isVerbose: common.verbose)
    if each {
      let points = SinglePoints(declared.compiler)
      Console.standardOutput.write(
        format == .text
          ? text.render(points, heading: declared.heading)
          : try SimulationJSON.render(points, mesh: mesh, commit: commit))
    } else {
      let simulation = try Simulation(outage, in: declared.compiler)
      Console.standardOutput.write(
        format == .text
          ? text.render(simulation, heading: declared.heading)
          : try SimulationJSON.render(simulation, mesh: mesh, commit: commit))
    }
  }

  private var outage: Outage {
    let tunnels = stride(from: 0, to: downLink.count, by: 2).map { Tunnel(downLink[$0], downLink[$0 + 1]) }
    return Outage(nodes: Set(down), tunnels: Set(tunnels))
  }
}
