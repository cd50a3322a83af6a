import ArgumentParser
import MeshModel
import Reconciliation

struct UnlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock",
    abstract: "Take the lock of a mesh away from a lease that nobody works under any more."
  )

  @OptionGroup var common: CommonOptions

  @Argument(help: "The lease's id, as the refusal told it.")
  var id: String

  func run() async throws {
    let workspace = try await Workspace.open(common)
    let mesh = try await workspace.load(common.ref).mesh.name
    try await MeshLock.unlock(try await workspace.record(of: mesh), id: id)
    Console.standardOutput.write("Unlocked \(mesh).\n")
  }
}
