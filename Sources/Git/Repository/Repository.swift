internal import CLibgit2

/// One git repository on this machine.
///
/// An actor on a thread of its own: libgit2's handles are for one thread at a time, and its calls block. No handle
/// leaves it; values go in and come out.
package actor Repository {
  private let executor = QueueExecutor()
  private let owned: Owned
  package nonisolated let environment: GitEnvironment
  /// The `.git` folder, or the bare repository's own.
  package nonisolated let gitFolder: String
  /// The work tree's folder; `nil` for a bare repository.
  package nonisolated let workTree: String?

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// libgit2's handle; for this actor's own functions.
  var handle: OpaquePointer { owned.pointer }

  /// Opens the repository that a folder lies in, as git finds it: upwards, to the file system's border.
  /// - Throws: ``GitError/notARepository(path:)``, ``GitError/ownedByAnother(path:)``.
  package init(around folder: String, environment: GitEnvironment = .process) throws(GitError) {
    try self.init(environment: environment, path: folder) { git_repository_open_ext(&$0, folder, 0, nil) }
  }

  /// Opens a bare repository, and makes an empty one where there is none. A second call does no harm.
  package init(bareAt folder: String, environment: GitEnvironment = .process) throws(GitError) {
    try self.init(environment: environment, path: folder) { handle in
      let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_BARE.rawValue
      if git_repository_open_ext(&handle, folder, flags, nil) == 0 { return 0 }
      return git_repository_init(&handle, folder, 1)
    }
  }

  private init(
    environment: GitEnvironment,
    path: String,
    open: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    Library.start()
    do {
      owned = try Owned("opening \(path)", free: git_repository_free, open)
    } catch .library(_, _, let reason) where reason.contains("safe.directory") || reason.contains("not owned") {
      // libgit2 1.5 gives the code for "not found" here too, and means the setting.
      throw .ownedByAnother(path: path)
    } catch .library(_, Code.notFound, _) {
      throw .notARepository(path: path)
    }
    self.environment = environment
    gitFolder = git_repository_path(owned.pointer).map { String(cString: $0) } ?? path
    workTree = git_repository_workdir(owned.pointer).map { String(cString: $0) }
  }
}
