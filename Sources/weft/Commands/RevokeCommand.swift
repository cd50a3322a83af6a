import ArgumentParser
import Diagnostics
import Git
import MeshModel
import Planning
import Reconciliation
import SSH

struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Cut nodes' stolen keys off now, on every host that is reached, and never let them in again.",
    discussion: """
      Every key that the node's host holds goes onto the list of revoked keys, and away from its peers. A node that is \
      reached gets a new key and goes on with it after a moment; the old one is destroyed there. One that is not \
      reached is no part of the mesh until it is enrolled again. Peers that are not reached are named, since they still \
      accept the key (exit 3); every later apply takes it away there before anything else.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var fleet: FleetOptions

  @Argument(help: "The nodes.")
  var nodes: [String]

  @Option(help: "Commit onto this branch, made from --ref where it is not there yet, and push it.")
  var branch: String?

  @Flag(help: "Make no new key, also where a node is reached: its host is in foreign hands.")
  var noNewKey = false

  @Flag(help: "Do not ask.")
  var yes = false

  func validate() throws {
    if nodes.isEmpty { throw ValidationError("Which node?") }
  }

  func run() async throws {
    let workspace = try await Workspace.open(common)
    let target = try await EditTarget.open(workspace, common, branch: branch)
    let version = try await workspace.load(target.base)
    let record = try await workspace.record(of: version.mesh.name)
    let applied = try await workspace.applied(record)
    let progress = ApplyProgress()
    let connector = OpenSSHConnector()
    let revocation = Revocation(
      version, applied: applied, record: record, folder: workspace.folder, connector: connector,
      parallelism: fleet.parallel
    ) { await progress.show($0) }
    let names = Set(nodes).sorted()
    // Before anything is made: that all of it can be finished.
    try await target.repository.checkEditable(try revocation.files(of: names), branch: target.branch)
    _ = try await target.repository.identity()
    let recording = try await Recording.begin(record, operation: "revoke \(names.joined(separator: " "))")
    let watch = SignalWatch { await recording.end() }
    defer { watch.cancel() }
    do {
      guard recording.isKept else { throw RevocationError.noList }
      try await revoke(names, revocation, target, recording, RevocationText(record: record))
      await recording.end()
      await connector.shutdown()
    } catch {
      await recording.end()
      await connector.shutdown()
      throw error
    }
  }

  private func revoke(
    _ names: [String], _ revocation: Revocation, _ target: EditTarget, _ recording: Recording, _ text: RevocationText
  ) async throws {
    let outlook = try await revocation.look(names, makesKeys: !noNewKey)
    Console.standardOutput.write(text.outlook(outlook))
    guard try yes || Confirmation.ask("Cut them off?") else {
      Console.standardOutput.write("Nothing was changed.\n")
      throw ExitCode(ExitStatus.error.rawValue)
    }
    let result = try await revocation.carryOut(outlook, owner: recording.owner)
    Console.standardOutput.write(text.outcome(result, outlook))
    let message = names.count == 1 ? "Revoke the key of \(names[0])\n" : "Revoke the keys of \(names.count) nodes\n"
    Console.standardOutput.write(try await target.commit(result.edits, message: message))
    let status = text.exitStatus(result, outlook)
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
