import ArgumentParser
import Diagnostics
import Foundation
import MeshModel
import Reconciliation
import WireGuard

/// What an import of an inventory takes beside.
struct InventoryOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A range of the mesh, such as 10.10.0.0/24; may be given again.", valueName: "network"))
  var range: [String] = []

  func validate() throws {
    if range.isEmpty { throw ValidationError("--range: which addresses do the nodes get, such as 10.10.0.0/24?") }
    for text in range where Prefix(text) == nil {
      throw ValidationError("--range: `\(text)` is not a network such as 10.10.0.0/24.")
    }
  }

  var ranges: [Prefix] { range.compactMap { Prefix($0) } }
}

struct ImportAnsible: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ansible",
    abstract: "Write nodes with their ssh addresses, and groups as tags, from an Ansible inventory.",
    discussion: """
      A .yaml, .yml or .json file (the last as `ansible-inventory --list` prints it) is read as it is; INI files, \
      programs and folders through `ansible-inventory --list`. Of the variables only those that say how to log in are \
      looked at. Every node gets an address of each --range, in the order of names; none is enrolled yet.
      """
  )

  @OptionGroup var options: ImportOptions
  @OptionGroup var inventory: InventoryOptions

  @Argument(help: "The inventory.")
  var file: String

  func run() async throws {
    try NewFolder(options.out).check()
    var input = InputFiles()
    let isText = [".yaml", ".yml", ".json"].contains { file.hasSuffix($0) }
    let bytes = isText ? try input.read(file) : try input.take(await AnsibleProgram.list(file), as: file)
    let (hosts, diagnostics) = AnsibleInventory.read(bytes, file: file)
    let repository = try input.showing {
      guard let hosts else { throw Failure(diagnostics) }
      return try InventoryRepository(
        hosts, name: options.name, ranges: inventory.ranges, origin: "Imported from an Ansible inventory.")
    }
    input.show(diagnostics)
    try repository.finish(options)
  }
}

struct ImportNornir: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nornir",
    abstract: "Write nodes with their ssh addresses, and groups as tags, from Nornir's hosts.yaml.",
    discussion: """
      groups.yaml and defaults.yaml are read where they lie beside it. Only what says how to log in is looked at. Every \
      node gets an address of each --range, in the order of names; none is enrolled yet.
      """
  )

  @OptionGroup var options: ImportOptions
  @OptionGroup var inventory: InventoryOptions

  @Argument(help: "The file of hosts.")
  var file: String

  func run() async throws {
    try NewFolder(options.out).check()
    var input = InputFiles()
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().relativePath
    func beside(_ name: String) throws -> (path: String, bytes: [UInt8])? {
      let path = folder == "." ? name : "\(folder)/\(name)"
      return FileManager.default.fileExists(atPath: path) ? (path, try input.read(path)) : nil
    }
    let (hosts, diagnostics) = NornirInventory.read(
      hosts: (file, try input.read(file)), groups: try beside("groups.yaml"), defaults: try beside("defaults.yaml"))
    let repository = try input.showing {
      guard let hosts else { throw Failure(diagnostics) }
      return try InventoryRepository(
        hosts, name: options.name, ranges: inventory.ranges, origin: "Imported from a Nornir inventory.")
    }
    input.show(diagnostics)
    try repository.finish(options)
  }
}
