import ArgumentParser
import Diagnostics
import Git
import MeshModel
import Reconciliation
import SSH
import WireGuard

struct EnrollCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enroll",
    abstract: "Make nodes part of the mesh: a key made on the host, its public half committed to the node's file.",
    discussion: """
      A node that SSH cannot reach yet: `weft enroll --script NODE` prints a short script for its console, which makes \
      the key, brings up the first tunnel and prints the public key; `weft enroll NODE --public-key KEY` takes it.

      A node that has its interface already, such as one that `weft import` found: `weft enroll --adopt NODE…` lets Weft \
      manage it. Nothing about the interface changes; the next plan says what would.
      """
  )

  @OptionGroup var common: CommonOptions

  @Argument(help: "The nodes; each has its file already.")
  var nodes: [String]

  @Flag(help: "Print the script for the node's console instead.")
  var script = false

  @Option(help: "The public key that the console printed.")
  var publicKey: String?

  @Flag(help: "Manage the interface that is there, with its key.")
  var adopt = false

  @Option(help: "Commit onto this branch, made from --ref where it is not there yet, and push it.")
  var branch: String?

  func validate() throws {
    if nodes.isEmpty { throw ValidationError("Which node?") }
    if script || publicKey != nil, nodes.count != 1 {
      throw ValidationError("--script and --public-key take one node.")
    }
    if [script, publicKey != nil, adopt].count(where: { $0 }) > 1 {
      throw ValidationError("One of --script, --public-key and --adopt.")
    }
    if let publicKey, PublicKey(publicKey) == nil {
      throw ValidationError("--public-key: that is not a WireGuard key (44 characters of base64).")
    }
  }

  func run() async throws {
    let workspace = try await Workspace.open(common)
    if script { return try await printScript(workspace) }
    if adopt { return try await adoptInterfaces(workspace) }
    let target = try await EditTarget.open(workspace, common, branch: branch)
    let version = try await workspace.load(target.base)
    let connector = OpenSSHConnector()
    let enrolment = try await enrolment(version, workspace, connector)
    let files = try nodes.map { try enrolment.file(of: $0) }
    try await target.repository.checkEditable(files, branch: target.branch)
    let keys: [String: PublicKey]
    do {
      keys = try await makeKeys(enrolment)
      await connector.shutdown()
    } catch {
      await connector.shutdown()
      throw error
    }
    let names = keys.keys.sorted().joined(separator: ", ")
    Console.standardOutput.write(
      try await target.commit(try version.settingKeys(keys), message: "Enroll \(names)\n"))
  }

  private func printScript(_ workspace: Workspace) async throws {
    let enrolment = try await enrolment(try await workspace.load(common.ref), workspace, OpenSSHConnector())
    Console.standardOutput.write(try enrolment.script(for: nodes.first ?? "").text.text)
  }

  private func adoptInterfaces(_ workspace: Workspace) async throws {
    let connector = OpenSSHConnector()
    let enrolment = try await enrolment(try await workspace.load(common.ref), workspace, connector)
    do {
      for name in nodes {
        let isNew = try await enrolment.adopt(name)
        Console.standardOutput.write("  \(name)   \(isNew ? "adopted, as it is" : "managed already")\n")
      }
      await connector.shutdown()
    } catch {
      await connector.shutdown()
      throw error
    }
  }

  private func enrolment(
    _ version: MeshVersion, _ workspace: Workspace, _ connector: OpenSSHConnector
  ) async throws -> Enrolment {
    let revocations = try await workspace.record(of: version.mesh.name).revocations()
    return Enrolment(version, revocations: revocations, connector: connector)
  }

  private func makeKeys(_ enrolment: Enrolment) async throws -> [String: PublicKey] {
    if let name = nodes.first, let key = publicKey.flatMap({ PublicKey($0) }) {
      try enrolment.check(key, for: name)
      return [name: key]
    }
    var keys: [String: PublicKey] = [:]
    for name in nodes {
      let key = try await enrolment.makeKey(on: name)
      keys[name] = key
      Console.standardError.write("  \(name)   \(key)\n")
    }
    return keys
  }
}
