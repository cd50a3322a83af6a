import Diagnostics
import Foundation

/// Files that a command was given, and that are shown where something is wrong in them.
///
/// They are not kept, but read again for that: those of a large mesh take as much memory as all its entries.
struct InputFiles {
  /// What stands for files that cannot be read again.
  private var texts: [String: [UInt8]] = [:]

  /// More than any file of a mesh has.
  private static let most = 64 << 20

  /// - Throws: ``Failure`` where it cannot be read.
  mutating func read(_ path: String) throws -> [UInt8] {
    let bytes = try Self.bytes(path)
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    // A pipe is empty the second time.
    let isFile = (try? target.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
    return isFile ? bytes : take(bytes, as: path)
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let bytes = Array(try handle.read(upToCount: most + 1) ?? Data())
      guard bytes.count <= most else { throw Failure(unreadable(path, "has more than \(most >> 20) MB")) }
      return bytes
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(unreadable(path, "cannot be read: \(String(cString: strerror(errno)))"))
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
    var shown = texts
    for place in diagnostics.flatMap({ [$0.place] + $0.notes.map(\.place) }) {
      guard case .source(let range) = place, range.line > 0, shown[range.file] == nil else { continue }
      shown[range.file] = try? Self.bytes(range.file)
    }
    Console.standardError.write(DiagnosticRenderer(files: shown).render(diagnostics) + "\n\n")
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
