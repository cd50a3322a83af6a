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

      --compare asks the hosts on the way, there and back, where they send the packet (`ip route get`, and their own \
      AllowedIPs), says where one does something else and by whose route, and follows the way that the packet really takes. \
      It reads hosts over SSH as `weft status` does, and writes nothing.

      Exit code: 0 when the packet arrives and its answer does; 1 when one of them does not. With --compare also 1 when one \
      of them dies on the hosts or leaves the mesh there; else 2 when a host does something else than computed; else 3 when a \
      host was not reached.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceOptions
  @OptionGroup var fleet: FleetOptions

  @Argument(help: "The node that sends.")
  var from: String

  @Argument(help: "An address; or a node, which stands for each of its addresses.")
  var destination: String

  @Option(help: ArgumentHelp("The packet's source.", valueName: "address"))
  var fromAddress: String?

  @Flag(help: "Ask the hosts on the way, and say where they send the packet elsewhere.")
  var compare = false

  @Option(help: "How to print it: text or json.")
  var format: AnswerFormat = .text

  func validate() throws {
    if let fromAddress, IPAddress(fromAddress) == nil {
      throw ValidationError("--from-address: \(fromAddress) is not an IPv4 or IPv6 address.")
    }
    if compare, source.worktree {
      throw ValidationError("--compare asks the hosts about a commit: leave --worktree out.")
    }
  }

  func run() async throws {
    if compare { return try await runComparing() }
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

  private func runComparing() async throws {
    let session = try await FleetSession.open(common, fleet, rewind: true)
    let declared = DeclaredMesh(session.situation.desired)
    let comparisons = try await session.closing {
      let asker = TraceAsker(
        fleet: session.reconciler.fleet, addresses: session.situation.addresses, compiler: declared.compiler)
      return await asker.compare(try traces(declared.compiler))
    }
    let unreached = comparisons.reduce(into: Set<String>()) { $0.formUnion($1.unreached) }
    switch format {
    case .text:
      let asked = comparisons.reduce(into: Set<String>()) { $0.formUnion($1.asked) }
      let heading = try await session.heading(observed: asked.count - unreached.count, of: asked.count)
      let text = TraceComparisonText(style: Console.standardOutput.style(noColor: common.noColor))
      Console.standardOutput.write(text.render(comparisons, mesh: declared.mesh.name, heading: heading))
    case .json:
      Console.standardOutput.write(
        try TraceJSON.render(comparisons, mesh: declared.mesh.name, commit: declared.commitID))
    }
    if let status = exitStatus(comparisons) { throw ExitCode(status.rawValue) }
  }

  private func exitStatus(_ comparisons: [TraceComparison]) -> ExitStatus? {
    if comparisons.contains(where: \.isLost) { return .error }
    if comparisons.contains(where: \.differs) { return .changesPending }
    return comparisons.contains { !$0.unreached.isEmpty } ? .unreached : nil
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
