import Foundation

extension Repository {
  /// The regular files below a folder of the work tree, committed or not, by their paths from the repository's root.
  ///
  /// Symbolic links are left out, as in ``readTree(_:at:including:)``: what they lead to would be in no commit.
  /// - Throws: ``GitError/missingWorkTree(path:)``, ``GitError/system(what:reason:)``,
  ///   ``GitError/fileTooLarge(path:size:limit:)``.
  package nonisolated func readWorkTree(
    _ folder: String = "", including: @Sendable (_ path: String) -> Bool = { _ in true }
  ) throws(GitError) -> [String: [UInt8]] {
    guard let workTree else { throw .missingWorkTree(path: gitFolder) }
    var files: [String: [UInt8]] = [:]
    var folders = [folder]
    do {
      while let folder = folders.popLast() {
        for name in try FileManager.default.contentsOfDirectory(atPath: workTree + "/" + folder) where name != ".git" {
          let path = folder.isEmpty ? name : folder + "/" + name
          let attributes = try FileManager.default.attributesOfItem(atPath: workTree + "/" + path)
          switch attributes[.type] as? FileAttributeType {
          case .typeDirectory: folders.append(path)
          case .typeRegular where including(path):
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            guard size <= Self.largestFile else {
              throw GitError.fileTooLarge(path: path, size: size, limit: Self.largestFile)
            }
            files[path] = Array(try Data(contentsOf: URL(fileURLWithPath: workTree + "/" + path)))
          default: break
          }
        }
      }
    } catch let error as GitError {
      throw error
    } catch {
      throw .system(what: "reading the work tree", reason: error.localizedDescription)
    }
    return files
  }
}
