import ArgumentParser
import Diagnostics
import Git
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

  @OptionGroup var strictness: StrictOption

  func run() async throws {
    let telling = Workspace.Telling(isStrict: strictness.strict, hasNotes: true)
    let version = try await Workspace.open(common).load(common.ref, telling: telling)
    let wrong = TableChecks.run(version.compiler)
    if !wrong.isEmpty { throw Failure(wrong) }
    Console.standardOutput.write(
      "\(version.mesh.name) at \(version.commit.id.abbreviated): valid, \(version.compiler.nodes.count) nodes, "
        + "\(version.compiler.tunnelCount) tunnels.\n")
  }
}
