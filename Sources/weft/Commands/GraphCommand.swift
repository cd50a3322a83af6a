import ArgumentParser
import Diagnostics
import Foundation
import MeshModel
import Reconciliation
import Reporting

struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the mesh: who is a peer of whom, so that 8 nodes can be read, and 200.",
    discussion: """
      Needs git alone: no host and no secret. Nodes that are not enrolled yet are drawn too, and marked.

      A group is drawn as a card that says how many tunnels it has, not as lines: a full mesh, the spokes of the same \
      hubs. A line to a card is a tunnel to each node in it. Groups are found in the tunnels, whatever the topology's \
      rules say.

      svg is a picture that stands by itself, for light and dark pages. dot is for Graphviz: weft graph --format dot | \
      dot -Tpdf. mermaid goes into markdown, and GitHub and GitLab draw it.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceOptions

  @Option(help: "What to draw it as: svg, dot or mermaid.")
  var format: Format = .svg

  @Option(help: ArgumentHelp("The file to write; standard output without it.", valueName: "file"))
  var out: String?

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case svg
    case dot
    case mermaid
  }

  func run() async throws {
    let picture = MeshPicture(try await Workspace.open(common).declared(common, source).mesh)
    let text =
      switch format {
      case .svg: MeshSVG.render(picture)
      case .dot: MeshDOT.render(picture)
      case .mermaid: MeshMermaid.render(picture)
      }
    guard let out else { return Console.standardOutput.write(text) }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: out), options: .atomic)
    } catch {
      throw Failure(
        Diagnostic(
          code: .pictureUnwritten, "cannot write \(out): \(error.localizedDescription)"))
    }
  }
}
