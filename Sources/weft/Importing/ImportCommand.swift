import ArgumentParser
import Diagnostics
import MeshModel
import Reporting
import WireGuard

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Write a mesh repository from what there is: wg-quick files, live hosts, inventories.",
    discussion: """
      A mesh that was found is compiled back and compared with what was read, node by node; what the mesh language \
      cannot say is named, and the exit code is 2. No private key is copied, stored or shown.
      """,
    subcommands: [ImportQuickFiles.self, ImportHosts.self, ImportAnsible.self, ImportNornir.self]
  )
}

/// What every import takes.
struct ImportOptions: ParsableArguments {
  @Option(help: "The mesh's name.")
  var name: String

  @Option(help: ArgumentHelp("The folder to write, which must be new or empty.", valueName: "folder"))
  var out: String

  func validate() throws {
    guard NodeName(name)?.text == name, !name.contains(".") else {
      throw ValidationError("--name: up to 63 of a-z and 0-9, and between them -.")
    }
  }
}

extension ImportedRepository {
  /// Writes what was found, and says what became of it.
  func finish(_ options: ImportOptions) throws {
    try NewFolder(options.out).write(files)
    if !remarks.isEmpty { Console.standardError.write(DiagnosticRenderer().render(remarks) + "\n\n") }
    Console.standardOutput.write(ImportText(self).render(folder: options.out))
    if !differences.isEmpty { throw ExitCode(ExitStatus.changesPending.rawValue) }
  }
}

extension InventoryRepository {
  /// Writes the nodes of an inventory, and says what to do next.
  func finish(_ options: ImportOptions) throws {
    try NewFolder(options.out).write(files)
    let count = mesh.nodes.count
    Console.standardOutput.write(
      """
      mesh.yaml and \(count) node\(count == 1 ? "" : "s") are in \(options.out): none is enrolled yet.
      Next: look at topology and endpoints, commit, then `weft enroll NODE…`.

      """)
  }
}
