import ArgumentParser

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The mesh's repository.", valueName: "path|url"))
  var repository: String = "."

  @Option(help: "The commit: a branch, a tag, or anything else that names one.")
  var ref: String = "HEAD"

  @Option(help: "The folder of mesh.yaml in the repository.")
  var path: String = ""

  @Flag(help: "No colours (also: NO_COLOR in the environment).")
  var noColor = false

  @Flag(name: .shortAndLong, help: "Say more.")
  var verbose = false
}

/// Whether warnings stop a command.
struct StrictOption: ParsableArguments {
  @Flag(help: "Warnings are errors.")
  var strict = false
}

/// Which files a question is about.
struct SourceOptions: ParsableArguments {
  @Flag(help: "Read the files of the work tree, committed or not, instead of a commit.")
  var worktree = false
}

/// How an answer is printed.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How many nodes are worked with at a time.
struct FleetOptions: ParsableArguments {
  @Option(help: "How many nodes to work with at a time.")
  var parallel: Int = 32

  func validate() throws {
    guard (1...1024).contains(parallel) else { throw ValidationError("--parallel is 1 to 1024.") }
  }
}
