import ArgumentParser
import Diagnostics
import Foundation

@main
struct Weft: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weft",
    abstract: "GitOps for WireGuard meshes: a git repository says what the mesh is, Weft makes it so.",
    discussion: """
      Exit codes: 0 done, in step · 1 error · 2 changes pending · 3 some nodes not reached · 4 reverted · \
      5 recovery needed · 6 locked · 7 stale plan or commit · 8 refused by policy · 64 usage.
      """,
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Offline",
        subcommands: [
          ValidateCommand.self, DiffCommand.self, RenderCommand.self, TraceCommand.self, SimulateCommand.self,
          GraphCommand.self, SchemaCommand.self,
        ]),
      CommandGroup(name: "To begin with", subcommands: [ImportCommand.self]),
      CommandGroup(
        name: "On hosts",
        subcommands: [
          EnrollCommand.self, RotateCommand.self, RevokeCommand.self, PlanCommand.self, ApplyCommand.self,
          StatusCommand.self,
          UnlockCommand.self,
        ]),
      CommandGroup(name: "On this machine", subcommands: [LabCommand.self]),
    ]
  )

  static func main() async {
    // A reader that goes away, such as `weft plan | head`, ends us through the failing write, not by a signal.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as any DiagnosedError {
      if !error.diagnostics.isEmpty {
        Console.standardError.write(DiagnosticRenderer().render(error.diagnostics) + "\n")
      }
      Foundation.exit(error.exitStatus.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
