import ArgumentParser
import Diagnostics
import Git
import MeshModel
import Reconciliation
import Reporting

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what a change of the repository does to the mesh: nodes, tunnels, prefixes, reachability.",
    discussion: "Needs git alone: no host and no secret. Safe on an untrusted pull request."
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var strictness: StrictOption

  @Argument(help: "Two commits: BASE..HEAD, or BASE...HEAD from where the two parted.")
  var range: String

  @Option(help: "How to print it: text, markdown (for a pull request's comment) or json.")
  var format: Format = .text

  @Option(help: "The most characters of markdown (GitHub takes 65536, GitLab 1000000).")
  var limit: Int = DifferenceMarkdown.defaultLimit

  @Flag(help: "Exit with 2 when the mesh differs.")
  var exitCode = false

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case markdown
    case json
  }

  func run() async throws {
    let workspace = try await Workspace.open(common)
    let (base, head) = try await workspace.repository.resolveRange(range)
    let telling = Workspace.Telling(isStrict: strictness.strict, hasNotes: common.verbose)
    let difference = MeshDifference(
      from: try await baseMesh(workspace, base), to: try await workspace.load(head, telling: telling).mesh)
    switch format {
    case .text: Console.standardOutput.write(DifferenceText.render(difference))
    case .markdown: Console.standardOutput.write(DifferenceMarkdown.render(difference, limit: limit))
    case .json: Console.standardOutput.write(try DifferenceJSON.render(difference))
    }
    if exitCode, !difference.isEmpty { throw ExitCode(ExitStatus.changesPending.rawValue) }
  }

  /// `nil` where the commit has no mesh yet: then everything is new.
  private func baseMesh(_ workspace: Workspace, _ id: ObjectID) async throws -> Mesh? {
    do {
      return try await MeshVersion.load(id, from: workspace.repository, folder: workspace.folder).mesh
    } catch let failure as MeshFailure where failure.isMissing {
      return nil
    }
  }
}
