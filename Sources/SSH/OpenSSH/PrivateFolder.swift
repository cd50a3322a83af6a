import Foundation

/// A temporary folder that only we can enter, for sockets and known_hosts files.
struct PrivateFolder: Sendable {
  let path: String

  init() throws {
    // Short, since the path of a socket has some hundred bytes in all (sun_path, sys/un.h).
    let name = "weft-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name, isDirectory: true)
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    path = url.path
  }

  func remove() { Self.delete(path) }

  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  static func delete(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
