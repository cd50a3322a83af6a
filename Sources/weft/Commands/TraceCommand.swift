import ArgumentParser
import Diagnostics
import MeshModel
import Reconciliation
import Reporting
import WireGuard

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Follow a packet through the mesh, hop by hop: which prefix sends it where, and what accepts it.",
    discussion: """
      Needs git alone: no host and no secret. It follows the tables that the mesh compiles to, not what hosts have.

      The packet comes from the address that the node's kernel would choose: for IPv4 the lowest of the node's, for IPv6 \
      the one that is most like the destination. --from-address asks for another, such as one of a host behind the node.

      Exit code: 0 when the packet arrives and its answer does; 1 when one of them does not.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceOptions

  @Argument(help: "The node that sends.")
  var from: String

  @Argument(help: "An address; or a node, which stands for each of its addresses.")
  var destination: String

  @Option(help: ArgumentHelp("The packet's source.", valueName: "address"))
  var fromAddress: String?

  @Option(help: "How to print it: text or json.")
  var format: AnswerFormat = .text

  func validate() throws {
    if let fromAddress, IPAddress(fromAddress) == nil {
      throw ValidationError("--from-address: \(fromAddress) is not an IPv4 or IPv6 address.")
    }
  }

  func run() async throws {
    let declared = try await Workspace.open(common).declared(common, source)
    let traces = try traces(declared.compiler)
    switch format {
    case .text:
      let text = TraceText(style: Console.standardOutput.style(noColor: common.noColor))
      Console.standardOutput.write(text.render(traces))
    case .json:
      Console.standardOutput.write(
        try TraceJSON.render(traces, mesh: declared.mesh.name, commit: declared.commitID))
    }
    if !traces.allSatisfy(\.isAnswered) { throw ExitCode(ExitStatus.error.rawValue) }
  }

  private func traces(_ compiler: MeshCompiler) throws -> [PacketTrace] {
    var tracer = PacketTracer(compiler)
    let asked = fromAddress.flatMap { IPAddress($0) }
    guard let address = IPAddress(destination) else {
      return try tracer.traces(from: from, toNode: destination, source: asked)
    }
    return [try tracer.trace(from: from, to: address, source: asked)]
  }
}
