import ArgumentParser
import Diagnostics
import Lab

struct LabPing: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ping",
    abstract: "Ping every address of the mesh, and of the networks behind nodes, from every node.")

  @OptionGroup var lab: LabName

  func run() async throws {
    let matrix = try await lab.lab().ping()
    print(matrix)
    if !matrix.isComplete { throw ExitCode(ExitStatus.error.rawValue) }
  }
}
