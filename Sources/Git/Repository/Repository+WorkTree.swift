internal import CLibgit2
import Foundation

extension Repository {
  /// The regular files below a folder of the work tree, committed or not, by their paths from the repository's root.
  ///
  /// Symbolic links are left out, as in ``readTree(_:at:including:)``, and what git ignores: they would be in no commit.
  /// - Throws: ``GitError/missingWorkTree(path:)``, ``GitError/system(what:reason:)``,
  ///   ``GitError/fileTooLarge(path:size:limit:)``.
  package func readWorkTree(
    _ folder: String = "", including: @Sendable (_ path: String) -> Bool = { _ in true }
  ) throws(GitError) -> [String: [UInt8]] {
    guard let workTree else { throw .missingWorkTree(path: gitFolder) }
    let index = try Owned("reading the index", free: git_index_free) { git_repository_index(&$0, handle) }
    var files: [String: [UInt8]] = [:]
    var folders = [folder]
    do {
      while let folder = folders.popLast() {
        for name in try FileManager.default.contentsOfDirectory(atPath: workTree + "/" + folder) where name != ".git" {
          let path = folder.isEmpty ? name : folder + "/" + name
          let attributes = try FileManager.default.attributesOfItem(atPath: workTree + "/" + path)
          switch attributes[.type] as? FileAttributeType {
          case .typeDirectory: folders.append(path)
          case .typeRegular where including(path) && !isIgnored(path, index.pointer):
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

  /// Whether git passes over a file: a rule says so, and the index does not hold it.
  private func isIgnored(_ path: String, _ index: OpaquePointer) -> Bool {
    guard git_index_get_bypath(index, path, 0) == nil else { return false }
    var isIgnored: Int32 = 0
    return git_ignore_path_is_ignored(&isIgnored, handle, path) == 0 && isIgnored == 1
  }
}
