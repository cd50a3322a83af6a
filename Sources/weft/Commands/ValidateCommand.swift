import ArgumentParser
import Diagnostics
import MeshModel
import Reconciliation

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check the declared mesh: what is wrong, where, and how to mend it.",
    discussion: """
      Needs git alone: no host and no secret. Errors stop every command; warnings only with --strict; notes never. \
      Each is explained in docs/diagnostics.md.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceOptions
  @OptionGroup var strictness: StrictOption

  func run() async throws {
    let telling = Workspace.Telling(isStrict: strictness.strict, hasNotes: true)
    let declared = try await Workspace.open(common).declared(common, source, telling: telling)
    let wrong = TableChecks.run(declared.compiler)
    if !wrong.isEmpty { throw Failure(wrong) }
    Console.standardOutput.write(
      "\(declared.heading): valid, \(declared.compiler.nodes.count) nodes, "
        + "\(declared.compiler.tunnelCount) tunnels.\n")
  }
}
