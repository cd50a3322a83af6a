import ArgumentParser
import Git
import Lab

/// The commit of the user's that a lab is made from.
struct LabSourceOptions: ParsableArguments {
  @Option(help: "The mesh repository's folder.")
  var repository = "."

  @Option(help: "The commit.")
  var ref = "HEAD"

  @Option(help: "The folder of mesh.yaml in the repository.")
  var path = ""

  func read(ref: String? = nil) async throws -> LabSource {
    let repository = try Repository(around: repository)
    return try await LabSource(repository, revision: ref ?? self.ref, folder: path)
  }
}

struct LabUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Boot a host for every node, and put the mesh repository on the lab's git server.")

  @Option(name: .customLong("lab"), help: "The lab's name (default: the mesh's).")
  var name: String?

  @Flag(help: "Run FRR on every node, for a later commit with a routing protocol; one that has it needs no asking.")
  var frr = false

  @OptionGroup var source: LabSourceOptions

  func run() async throws {
    let source = try await source.read()
    let lab = try Lab(name: name ?? Lab.defaultName(for: source.mesh))
    try await lab.up(source, frr: frr) { print("  + \($0)") }
    // A later lab beside it would make the name needed.
    let run = name == nil && Lab.all() == [lab.name] ? "weft lab run" : "weft lab run --lab \(lab.name)"
    let folder = self.source.path.isEmpty ? "" : " --path \(self.source.path)"
    print("The lab \(lab.name) is up. Next: \(run) -- weft plan\(folder)")
  }
}

struct LabSync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Commit a later tree to the lab's origin; new nodes get a host.")

  @OptionGroup var lab: LabName
  @OptionGroup var source: LabSourceOptions

  @Argument(help: "The commit (default: --ref).")
  var revision: String?

  func run() async throws {
    let changed = try await lab.lab().sync(try await source.read(ref: revision)) { print("  + \($0)") }
    for name in changed { print("  ~ \(name): takes its new addresses when it is rebooted") }
  }
}

struct LabDown: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down", abstract: "End the lab; nothing of it is left.")

  @OptionGroup var lab: LabName

  func run() async throws { try await lab.lab().down() }
}
