import ArgumentParser
import Diagnostics
import Foundation
import Git
import MeshModel
import Planning
import Reconciliation
import Reporting

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Bring the nodes to what the commit declares, and record it."
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var fleet: FleetOptions
  @OptionGroup var rotation: RotationOptions
  @OptionGroup var strictness: StrictOption

  @Flag(help: "Go on although the plan expects packets to be lost by it.")
  var acceptLoss = false

  @Flag(help: "Do not ask.")
  var yes = false

  @Option(parsing: .upToNextOption, help: "Only these nodes; then nothing is recorded as applied.")
  var only: [String] = []

  @Flag(help: "Accept a commit that is not a descendant of the applied one.")
  var rewind = false

  func run() async throws {
    let progress = ApplyProgress()
    let session = try await FleetSession.open(
      common, fleet, rewind: rewind, without: rotation.without, acceptsLoss: acceptLoss,
      isStrict: strictness.strict
    ) { await progress.show($0) }
    try checkNames(only, of: "--only", session.situation)
    try checkNames(rotation.without, of: "--without", session.situation)
    let recording = try await Recording.begin(session.record, operation: "apply \(session.commit.abbreviated)")
    let watch = SignalWatch { await recording.end() }
    defer { watch.cancel() }
    do {
      try await session.checkRecord()
      let result = try await session.closing { try await apply(session) }
      try await finish(result, session, recording)
      await recording.end()
    } catch {
      await recording.end()
      throw error
    }
  }

  private var names: Set<String>? { only.isEmpty ? nil : Set(only) }

  private func checkNames(_ names: [String], of option: String, _ situation: Situation) throws {
    let known = Set(situation.nodes + situation.desired.compiler.nodes.map(\.name))
    let unknown = names.filter { !known.contains($0) }
    guard !unknown.isEmpty else { return }
    throw Failure(
      Diagnostic(
        code: "node-unknown", "\(option): there is no node \(unknown.joined(separator: ", ")) in the mesh",
        consequence: "Nothing was changed.", remedy: "Check the spelling: nodes/\(unknown[0]).yaml."),
      exit: .usage)
  }

  /// `nil` when the reader did not want it.
  private func apply(_ session: FleetSession) async throws -> ApplyResult? {
    let (plan, observation) = try await session.reconciler.plan(
      session.situation, only: names, afterJobs: true)
    let text = PlanText(style: Console.standardOutput.style(noColor: common.noColor), isVerbose: common.verbose)
    Console.standardOutput.write(text.render(plan, heading: try await session.heading(observation)))
    if !acceptLoss {
      try plan.checkContinuity()
      try plan.checkLoss()
    }
    if !plan.isEmpty, !yes, !(try Confirmation.ask("Apply this?", lookWith: "weft plan")) { return nil }
    return try await session.reconciler.apply(plan, observation, only: names)
  }

  private func finish(_ result: ApplyResult?, _ session: FleetSession, _ recording: Recording) async throws {
    guard let result else {
      Console.standardOutput.write("Nothing was changed.\n")
      throw ExitCode(ExitStatus.error.rawValue)
    }
    try await recording.recordDropped(result, session)
    var recorded: String?
    if result.isComplete, only.isEmpty { recorded = try await recording.record(result, session) }
    let text = ApplySummary(commit: session.commit.abbreviated, only: only, recorded: recorded).text(result)
    Console.standardOutput.write("\n" + text)
    if result.exitStatus != .done { throw ExitCode(result.exitStatus.rawValue) }
  }
}
