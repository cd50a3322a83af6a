import ArgumentParser
import Diagnostics
import MeshModel
import WireGuard

struct ImportQuickFiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wg-quick",
    abstract: "Write a mesh repository from wg-quick files, one a node.",
    discussion: """
      A node is named by a line `# Name = …` below [Interface], else by its file (hub-a.conf) or its folder \
      (hub-a/wg0.conf). Of its PrivateKey only the public half is worked out, to know it among the others' peers; a \
      file without one, or with what `weft render` writes in its place, is who its peers say that has its address. \
      Peers without a file become `managed: false`.
      """
  )

  @OptionGroup var options: ImportOptions

  @Argument(help: "The files.")
  var files: [String]

  @Option(help: "The interface's name, where the files do not say it.")
  var interface: String?

  func validate() throws {
    if files.isEmpty { throw ValidationError("Which files?") }
    if let interface, InterfaceName(interface) == nil {
      throw ValidationError("--interface: up to 15 of a-z A-Z 0-9 _ = + . -")
    }
  }

  func run() async throws {
    try NewFolder(options.out).check()
    var input = InputFiles()
    var hosts: [ImportedHost] = []
    var warnings: [Diagnostic] = []
    var problems: [Diagnostic] = []
    for (path, named) in zip(files, ImportedFileName.names(of: files)) {
      let (file, diagnostics) = QuickFile.read(try input.read(path), file: path)
      problems += diagnostics
      guard let file else { continue }
      guard let name = file.name.flatMap({ NodeName($0)?.text }) ?? named?.node else {
        problems.append(Self.nameless(path))
        continue
      }
      let (host, more) = ImportedHost.read(
        file, name: name, interface: named?.interface(of: name) ?? interface.flatMap { InterfaceName($0) })
      hosts.append(host)
      warnings += more
    }
    let imported = try input.showing {
      if !problems.isEmpty { throw Failure(problems) }
      return try ImportedRepository(hosts, name: options.name, origin: "Imported from \(files.count) wg-quick files.")
    }
    input.show(warnings)
    try imported.finish(options)
  }

  private static func nameless(_ path: String) -> Diagnostic {
    Diagnostic(
      code: .importName, "names no node", at: .source(SourceRange(file: path)),
      remedy: "Say whose it is: a line `# Name = …` below [Interface], or a file's name such as hub-a.conf.")
  }
}
