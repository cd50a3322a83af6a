import ArgumentParser
import MeshModel
import Reporting

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of mesh.yaml, or of a node's file: for editors and other tools.",
    discussion: "Needs no repository. A file names its schema in a comment: `# yaml-language-server: $schema=PATH`."
  )

  @Argument(help: "Which file: mesh or node.")
  var file: MeshSchema

  func run() throws { Console.standardOutput.write(try LanguageSchema.json(file)) }
}

extension MeshSchema: ExpressibleByArgument {}
