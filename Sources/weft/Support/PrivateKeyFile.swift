import Diagnostics
import Foundation
import WireGuard

/// A private key of somebody who is at this terminal: read, and kept nowhere.
enum PrivateKeyFile {
  /// - Parameter path: `-` is standard input.
  static func read(_ path: String) throws -> Secret {
    let bytes: Data
    do {
      let handle = path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      bytes = try handle.read(upToCount: 1024) ?? Data()
    } catch {
      throw Failure(
        Diagnostic(code: "key-unreadable", "cannot read the private key: \(error.localizedDescription)"))
    }
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let key = Secret(line), PublicKey(ofPrivateKey: key) != nil else {
      throw Failure(
        Diagnostic(
          code: "key-malformed", "that is not a private key: one line of 44 characters, as `wg genkey` prints it"))
    }
    return key
  }
}
