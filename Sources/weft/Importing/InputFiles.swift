import Diagnostics
import Foundation

/// Files that a command was given: read once, and shown where something is wrong in them.
struct InputFiles {
  private var texts: [String: [UInt8]] = [:]

  /// More than any file of a mesh has.
  private static let most = 64 << 20

  /// - Throws: ``Failure`` where it cannot be read.
  mutating func read(_ path: String) throws -> [UInt8] {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let bytes = Array(try handle.read(upToCount: Self.most + 1) ?? Data())
      guard bytes.count <= Self.most else {
        throw Failure(Self.unreadable(path, "has more than \(Self.most >> 20) MB"))
      }
      return take(bytes, as: path)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(Self.unreadable(path, "cannot be read: \(String(cString: strerror(errno)))"))
    }
  }

  /// Takes what stands for a file.
  mutating func take(_ bytes: [UInt8], as path: String) -> [UInt8] {
    texts[path] = bytes
    return bytes
  }

  /// Prints diagnostics with excerpts of the files.
  func show(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    Console.standardError.write(DiagnosticRenderer(files: texts).render(diagnostics) + "\n\n")
  }

  /// Runs a body, and prints what stopped it with excerpts.
  func showing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as Failure {
      show(failure.diagnostics)
      throw Failure([], exit: failure.exitStatus)
    }
  }

  private static func unreadable(_ path: String, _ what: String) -> Diagnostic {
    Diagnostic(code: .fileUnreadable, what, at: .source(SourceRange(file: path)))
  }
}
