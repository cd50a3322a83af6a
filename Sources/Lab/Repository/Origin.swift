import Foundation
import Git
import WireGuard

/// The bare repository on the lab's git server.
struct Origin {
  /// Its address, for the controller.
  static let url = "ssh://root@\(Underlay.gitHost)/var/git/mesh.git"
  /// Where the controller has its clone.
  static let clone = "/root/mesh"

  var folder: LabFolder
  /// Process 1 of the internet: the git server's disk is mounted there, and the user's repository is seen there too.
  var internet: Int32

  /// Commits a tree of the user's to `main`, with some files changed.
  /// - Parameter files: new text by path.
  func commit(_ source: LabSource, changing files: [String: String]) async throws {
    // Objects are borrowed from the user's repository until `repack` has copied what `main` needs.
    let script = """
      set -eu
      export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_DIR=\(path)
      export GIT_ALTERNATE_OBJECT_DIRECTORIES=\(ShellText.quote(source.objects))
      tree=$(git rev-parse \(ShellText.quote(source.commit.description))^{tree})
      parent=$(git rev-parse --quiet --verify refs/heads/main || true)
      {
        printf 'commit refs/heads/main\\ncommitter Weft lab <lab@weft.invalid> now\\n'
        printf 'data %d\\n%s\\n' \(source.labMessage.utf8.count) \(ShellText.quote(source.labMessage))
        if [ -n "$parent" ]; then printf 'from %s\\n' "$parent"; fi
        printf 'M 040000 %s \\n' "$tree"
        cat
      } | git fast-import --quiet --date-format=now
      git repack -a -d -q
      """
    let stream = files.sorted { $0.key < $1.key }.map { path, text in
      "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
    }
    _ = try await Command.output(
      of: inNamespace(script), for: Underlay.git, doing: "the commit to origin", input: stream.joined())
  }

  /// The repository's folder, quoted for a shell.
  var path: String { ShellText.quote(folder.disk(Underlay.git) + "/var/git/mesh.git") }

  /// A shell script, as a command where the repository is seen.
  func inNamespace(_ script: String) -> [String] {
    ["nsenter", "--target", "\(internet)", "--mount", "--pid", "sh", "-c", script]
  }
}

extension LabSource {
  /// The message of the lab's commit: the user's, and where it came from.
  var labMessage: String {
    message.trimmingCharacters(in: .whitespacesAndNewlines) + "\n\nLab-Source: \(commit)\n"
  }

  /// The folder of a repository's objects; that of a work tree beside others is shared (gitrepository-layout(5)).
  static func objects(of gitFolder: String) throws -> String {
    let common = FileManager.default.contents(atPath: gitFolder + "/commondir")
    guard let text = common.map({ String(decoding: $0, as: UTF8.self) }) else { return gitFolder + "/objects" }
    let path = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return (path.hasPrefix("/") ? path : gitFolder + "/" + path) + "/objects"
  }
}
