import ArgumentParser
import Diagnostics
import Foundation
import Git
import MeshModel
import Reconciliation
import Reporting
import SSH

struct RotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Make nodes' next keys on their hosts, and commit the public halves; an apply does the switch.",
    discussion: """
      A new private key is made on its host, beside the one that is live, and stays there. Nothing changes on the wire \
      until an apply of the commit. Nodes that are not reached are named, and the others are rotated (exit 3). \
      --preshared asks for the next generation of pre-shared keys, in mesh.yaml; no host is touched.
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var fleet: FleetOptions

  @Argument(help: "The nodes.")
  var nodes: [String] = []

  @Flag(help: "The nodes whose key is older than policy.rotation.maxAge, by git's history.")
  var due = false

  @Flag(help: "Every managed node.")
  var all = false

  @Flag(help: "The pre-shared keys of all tunnels.")
  var preshared = false

  @Option(help: "Commit onto this branch, made from --ref where it is not there yet, and push it.")
  var branch: String?

  func validate() throws {
    if [!nodes.isEmpty, due, all, preshared].count(where: { $0 }) != 1 {
      throw ValidationError("Which keys? Nodes, or --due, or --all, or --preshared: one of these.")
    }
  }

  func run() async throws {
    let workspace = try await Workspace.open(common)
    let target = try await EditTarget.open(workspace, common, branch: branch)
    let version = try await workspace.load(target.base)
    if preshared {
      let edits = try version.raisingPresharedKeyGeneration()
      return try await commit(edits, "Rotate the pre-shared keys\n", to: target)
    }
    guard let names = try await selected(version, workspace.repository) else { return }
    let files = version.mesh.nodes.filter { names.contains($0.name) }.map(\.file)
    try await target.repository.checkEditable(files, branch: target.branch)
    // Before any key is made: git wants to know who commits.
    _ = try await target.repository.identity()

    let connector = OpenSSHConnector()
    let revocations = try await workspace.record(of: version.mesh.name).revocations()
    let rotation = Rotation(
      version, revocations: revocations, connector: connector, parallelism: fleet.parallel)
    let made: Swift.Result<Rotation.Result, Failure>
    do { made = .success(try await rotation.makeKeys(on: names, isStrict: !nodes.isEmpty)) } catch {
      made = .failure(error)
    }
    await connector.shutdown()
    let result = try made.get()
    report(result)
    if !result.keys.isEmpty {
      try await commit(try version.settingKeys(result.keys), message(result), to: target)
    }
    if !result.problems.isEmpty { throw ExitCode(ExitStatus.error.rawValue) }
    if !result.unreached.isEmpty { throw ExitCode(ExitStatus.unreached.rawValue) }
  }

  /// The names that were asked for, each once; `nil` where nothing is due.
  private func selected(_ version: MeshVersion, _ repository: Repository) async throws -> [String]? {
    if all { return version.managedNodes }
    guard due else {
      let names = Set(nodes).sorted()
      try Rotation.checkNames(names, in: version)
      return names
    }
    guard let limit = version.mesh.policy.rotation.maxAge.map(Int64.init) else { throw RotationError.noMaxAge }
    let ages: KeyAges
    do {
      ages = try await KeyAges.read(version, in: repository, now: Int64(Date().timeIntervalSince1970), limit: limit)
    } catch let error as GitError {
      guard case .shallow = error else { throw error }
      throw Failure(error.diagnostics, exit: .refused)
    }
    guard ages.due.isEmpty else { return ages.due }
    let oldest = ages.oldest.map { "the oldest key, \($0.node)'s, is \(Age.text($0.age)) old of \(Age.text(limit))" }
    Console.standardOutput.write("Nothing is due: \(oldest ?? "no managed node has a key").\n")
    return nil
  }

  private func report(_ result: Rotation.Result) {
    let console = Console.standardError
    for (name, key) in result.keys.sorted(by: { $0.key < $1.key }) { console.write("  \(name)   \(key)\n") }
    for case .pending(let name, _) in result.pending {
      console.write("  \(name)   left out: its last rotation is not applied yet\n")
    }
    for (name, error) in result.unreached.sorted(by: { $0.key < $1.key }) {
      console.write("  \(name)   not reached: \(error.reason)\n")
    }
    if !result.problems.isEmpty { console.write(DiagnosticRenderer().render(result.problems) + "\n") }
    if result.keys.isEmpty { Console.standardOutput.write("No key was made, and nothing was committed.\n") }
  }

  private func message(_ result: Rotation.Result) -> String {
    let names = result.keys.keys.sorted()
    if names.count == 1 { return "Rotate the key of \(names[0])\n" }
    return "Rotate the keys of \(names.count) nodes\n\n" + names.map { $0 + "\n" }.joined()
  }

  private func commit(_ edits: [String: [UInt8]?], _ message: String, to target: EditTarget) async throws {
    var text = try await target.commit(edits, message: message)
    if target.remote != nil {
      text += "Next: review \(target.branch) and merge it; the apply after the merge does the switch.\n"
    }
    Console.standardOutput.write(text + "Nothing has changed on the wire.\n")
  }
}
