import ArgumentParser
import Diagnostics
import Planning
import Reconciliation
import Reporting

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what an apply would change on the nodes. Nothing is written anywhere."
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var fleet: FleetOptions
  @OptionGroup var rotation: RotationOptions
  @OptionGroup var strictness: StrictOption

  @Option(help: "How to print it: text or json.")
  var format: Format = .text

  @Flag(help: "Exit with 2 when there are changes.")
  var detailedExitcode = false

  @Flag(help: "Accept a commit that is not a descendant of the applied one.")
  var rewind = false

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  func run() async throws {
    let session = try await FleetSession.open(
      common, fleet, rewind: rewind, without: rotation.without, isStrict: strictness.strict)
    let (plan, observation) = try await session.closing { try await session.reconciler.plan(session.situation) }
    switch format {
    case .text:
      let style = Console.standardOutput.style(noColor: common.noColor)
      let text = PlanText(style: style, isVerbose: common.verbose)
      Console.standardOutput.write(text.render(plan, heading: try await session.heading(observation)))
    case .json:
      Console.standardOutput.write(try PlanDocument(plan).json())
    }
    if detailedExitcode, !plan.isEmpty { throw ExitCode(ExitStatus.changesPending.rawValue) }
    if !plan.late.isEmpty || plan.isHeldUp { throw ExitCode(ExitStatus.unreached.rawValue) }
  }
}
