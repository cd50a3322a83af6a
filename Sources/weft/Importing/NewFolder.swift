import Diagnostics
import Foundation

/// A folder that is written whole, or not at all; never over something.
struct NewFolder {
  let path: String

  init(_ path: String) { self.path = path }

  /// - Throws: ``Failure`` where there is something already.
  func check() throws {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    let isEmpty = isFolder.boolValue && (try? FileManager.default.contentsOfDirectory(atPath: path).isEmpty) == true
    guard !isEmpty else { return }
    throw Failure(
      Diagnostic(
        code: .folderTaken, isFolder.boolValue ? "\(path) is not empty" : "\(path) is there, and no folder",
        consequence: "Nothing was written.", remedy: "Name a new folder: `--out FOLDER`."))
  }

  /// Writes files by their paths: beside the folder first, then in one step in its place.
  func write(_ files: [String: String]) throws {
    try check()
    let target = URL(fileURLWithPath: path)
    let draft = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString.prefix(8))")
    do {
      for (file, text) in files.sorted(by: { $0.key < $1.key }) {
        let url = draft.appendingPathComponent(file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
      // rename(2) takes the place of an empty folder, and of no other.
      guard rename(draft.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(at: draft)
      throw Failure(
        Diagnostic(
          code: .folderUnwritable, "\(path) cannot be written: \(String(cString: strerror(errno)))",
          consequence: "Nothing was written."))
    }
  }
}
