import ArgumentParser
import Diagnostics
import Foundation
import MeshModel
import Reconciliation
import Reporting
import WireGuard

struct RenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print the files that a node would have.",
    discussion: """
      Needs git alone: no host and no secret. For a managed node it is the wg-quick file that an apply writes, with a word \
      in <…> for each key that only the host has; with a routing protocol a file for each tunnel, and FRR's lines. For a \
      node with `managed: false` it is a file for its owner, who puts the private key in.

      --qr draws that file for the WireGuard app of a phone, which wants the private key in it. Run it where the key is: \
      it is read from --private-key-file, or standard input, and drawn on the terminal; it goes nowhere else.
        wg genkey >~/phone.key; wg pubkey <~/phone.key   # the public half belongs into the node's file
        weft render phone --qr --private-key-file ~/phone.key
      """
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceOptions

  @Argument(help: "The node.")
  var node: String?

  @Flag(help: "All nodes of the mesh; with --out each in a folder of its own.")
  var all = false

  @Option(help: ArgumentHelp("Write the files into FOLDER/NODE/ instead.", valueName: "folder"))
  var out: String?

  @Flag(name: .customLong("qr"), help: "Draw a QR code on the terminal, for a node with `managed: false`.")
  var isDrawn = false

  @Option(help: ArgumentHelp("The private key for the QR code; - is standard input.", valueName: "file|-"))
  var privateKeyFile: String?

  @Option(help: "How to print it: text or json.")
  var format: AnswerFormat = .text

  func validate() throws {
    guard (node != nil) != all else { throw ValidationError("Which node? Or --all.") }
    if all, format == .text, out == nil { throw ValidationError("--all needs --out FOLDER, or --format json.") }
    if out != nil, format == .json { throw ValidationError("Either --out or --format json.") }
    guard isDrawn else {
      if privateKeyFile != nil { throw ValidationError("--private-key-file belongs to --qr.") }
      return
    }
    if all || out != nil || format == .json { throw ValidationError("--qr draws one node's file on the terminal.") }
    if privateKeyFile == nil {
      throw ValidationError("--qr needs the private key: --private-key-file FILE, or - for standard input.")
    }
    guard Console.standardOutput.isTerminal else {
      throw ValidationError("The QR code has the private key in it: it is drawn on a terminal only.")
    }
  }

  func run() async throws {
    let declared = try await Workspace.open(common).declared(common, source)
    let names = node.map { [$0] } ?? declared.compiler.nodes.map(\.name)
    let files = try names.map { try declared.compiler.files(of: $0) }
    if isDrawn, let privateKeyFile {
      try await draw(files[0], try PrivateKeyFile.read(privateKeyFile))
    } else if let out {
      try write(files, to: out)
    } else if format == .json {
      Console.standardOutput.write(
        try RenderJSON.render(files, mesh: declared.mesh.name, commit: declared.commitID))
    } else {
      for file in files { Console.standardOutput.write(RenderText.render(file)) }
    }
  }

  private func draw(_ files: NodeFiles, _ key: Secret) async throws {
    guard files.contents.count == 1, case .owner(let file) = files.contents.first else {
      throw Failure(
        Diagnostic(
          code: "render-managed", "is managed: its private key never leaves it, so there is no QR code",
          at: .node(files.node)))
    }
    guard let half = PublicKey(ofPrivateKey: key), half == file.interface.publicKey else {
      throw Failure(
        Diagnostic(
          code: "render-other-key", "this is not the private half of the node's `publicKey`", at: .node(files.node),
          consequence: "With another key no peer would answer it.",
          remedy: "The public half of a key: `wg pubkey <FILE`."))
    }
    let isColored = Console.standardOutput.style(noColor: common.noColor).hasColor
    Console.standardOutput.write(try await QRCode.draw(file.bytes(privateKey: key), node: files.node, isColored))
  }

  private func write(_ files: [NodeFiles], to folder: String) throws {
    for node in files {
      let place = URL(fileURLWithPath: folder).appending(path: node.node)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for content in node.contents {
        let name = URL(fileURLWithPath: content.path).lastPathComponent
        try Data(content.text.utf8).write(to: place.appending(path: name))
      }
    }
    let count = files.reduce(0) { $0 + $1.contents.count }
    Console.standardOutput.write("Wrote \(count) \(count == 1 ? "file" : "files") below \(folder).\n")
  }
}
