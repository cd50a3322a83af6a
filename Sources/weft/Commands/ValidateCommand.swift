import ArgumentParser
import Diagnostics
import Git
import MeshModel
import Reconciliation

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check the declared mesh: what is wrong, where, and how to mend it.",
    discussion: "Needs git alone: no host and no secret."
  )

  @OptionGroup var common: CommonOptions

  @Flag(help: "Warnings are errors.")
  var strict = false

  func run() async throws {
    let version = try await Workspace.open(common).load(common.ref)
    if strict, version.warnings.contains(where: { $0.severity == .warning }) {
      throw ExitCode(ExitStatus.error.rawValue)
    }
    let count = version.compiler.nodes.count
    Console.standardOutput.write(
      "\(version.mesh.name) at \(version.commit.id.abbreviated): valid, \(count) nodes, "
        + "\(version.compiler.tunnels.count) tunnels.\n")
  }
}
