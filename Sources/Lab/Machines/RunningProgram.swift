import Foundation

/// This very program, and what the controller needs in order to run it.
package enum RunningProgram {
  /// Folders that every machine has of its own: what lies below is hidden from it.
  private static let covered = ["/etc", "/var", "/root", "/home", "/run", "/tmp"]

  /// This program's file.
  package static var path: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/usr/bin/weft"
  }

  /// The folder that this program is in.
  static var folder: String { (path as NSString).deletingLastPathComponent }

  /// Folders of the programs and of the libraries that this one has loaded, as far as a machine would not see them.
  static func hiddenFolders(programs: [String]) -> [String] {
    let maps = FileManager.default.contents(atPath: "/proc/self/maps").map { String(decoding: $0, as: UTF8.self) }
    let libraries = (maps ?? "").split(separator: "\n").compactMap { line -> String? in
      guard let start = line.firstIndex(of: "/"), line.contains(".so") else { return nil }
      return (String(line[start...]) as NSString).deletingLastPathComponent
    }
    return Set(programs + libraries).filter { path in covered.contains { path.hasPrefix($0 + "/") } }.sorted()
  }
}
