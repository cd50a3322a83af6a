import Diagnostics
import Foundation
import Subprocess

/// Ansible's own reading of an inventory, for formats that are its alone.
enum AnsibleProgram {
  /// Far more than ten thousand hosts take.
  private static let most = 256 << 20

  /// What `ansible-inventory --list` prints of an inventory: JSON.
  /// - Throws: ``Failure`` where Ansible is not installed, or cannot read it.
  static func list(_ file: String) async throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: file) else {
      throw Failure(
        Diagnostic(code: .fileUnreadable, "there is no such file", at: .source(SourceRange(file: file))))
    }
    // A path is never an option.
    let path = file.hasPrefix("-") ? "./" + file : file
    let name = Executable.name("ansible-inventory")
    guard (try? await name.resolveExecutablePath(in: .inherit)) != nil else {
      throw Failure(
        Diagnostic(
          code: .ansibleMissing, "only Ansible can read \(file), and `ansible-inventory` is not installed",
          consequence: "Weft itself reads inventories in YAML, and what `ansible-inventory --list` prints.",
          remedy: "Install it: `apt install ansible-core`. Or run `ansible-inventory -i \(file) --list >hosts.json` "
            + "where it is installed, and import that."))
    }
    let result = try await Subprocess.run(
      name, arguments: ["-i", path, "--list"], input: .none, output: .string(limit: most),
      error: .string(limit: 1 << 20))
    guard result.terminationStatus.isSuccess else {
      let reason = (result.standardError).split(separator: "\n").last.map(String.init) ?? "it says nothing"
      throw Failure(
        Diagnostic(
          code: .ansibleFailed, "Ansible cannot read it: \(reason)", at: .source(SourceRange(file: file)),
          remedy: "Try `ansible-inventory -i \(file) --list`."))
    }
    return Array((result.standardOutput).utf8)
  }
}
