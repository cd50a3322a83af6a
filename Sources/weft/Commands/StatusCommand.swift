import ArgumentParser
import Diagnostics
import MeshModel
import Planning
import Reconciliation
import Reporting

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show every tunnel, seen from both ends, and what has drifted from the applied commit."
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var fleet: FleetOptions

  func run() async throws {
    let session = try await FleetSession.open(common, fleet, rewind: true)
    guard let version = session.situation.applied, let applied = try await session.applied() else {
      throw Failure(
        Diagnostic(code: "never-applied", "nothing was ever applied", remedy: "`weft plan`, then `weft apply`."))
    }
    // What was revoked since it was applied is not what the hosts should be any more.
    let revocations = session.situation.revocations
    let now = version.replacingRevoked(revocations, by: session.situation.desired.keys)
    let situation = Situation(desired: now, applied: now, revocations: revocations)
    let status = try await session.closing {
      let (plan, observation) = try await session.reconciler.plan(situation)
      let behindNAT = version.mesh.nodes.filter { $0.endpoint == nil }.map(\.name)
      return MeshStatus(observation.input, drift: plan, behindNAT: Set(behindNAT))
    }
    let text = StatusText(style: Console.standardOutput.style(noColor: common.noColor), isVerbose: common.verbose)
    Console.standardOutput.write(text.render(status, mesh: version.mesh.name, applied: applied))
    if let code = exitStatus(status) { throw ExitCode(code.rawValue) }
  }

  private func exitStatus(_ status: MeshStatus) -> ExitStatus? {
    if !status.drift.isEmpty { return .changesPending }
    if !status.unreached.isEmpty { return .unreached }
    return status.count(.down) > 0 || status.adjacencies.contains { !$0.isUp } ? .error : nil
  }
}
