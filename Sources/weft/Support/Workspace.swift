import Diagnostics
import Foundation
import Git
import Reconciliation
import Reporting
import SSH

/// A command's view of the repository: opened, resolved, and loaded.
struct Workspace: Sendable {
  let repository: Repository
  let remote: Remote?
  let folder: String
  /// Whether the repository is a clone of ours, which nobody works in.
  let isURL: Bool

  /// Opens the repository around a folder, or a clone of a URL.
  static func open(_ options: CommonOptions) async throws -> Workspace {
    let location = options.repository
    let folder = options.path == "." ? "" : options.path.trimmingSlashes
    let current = FileManager.default.currentDirectoryPath
    if isURL(location) {
      let progress = ProgressLine()
      let clone = try await RepositoryCache().open(location, relativeTo: current) { progress.show($0.description) }
      progress.clear()
      return Workspace(repository: clone.repository, remote: clone.remote, folder: folder, isURL: true)
    }
    let repository = try Repository(around: location)
    return Workspace(
      repository: repository, remote: try await repository.recordRemote(), folder: folder, isURL: false)
  }

  /// A scheme, or scp's `user@host:path`; anything that is a folder here is a path.
  private static func isURL(_ text: String) -> Bool {
    if FileManager.default.fileExists(atPath: text) { return false }
    return text.contains("://") || (text.contains(":") && !text.hasPrefix("/") && !text.hasPrefix("."))
  }

  /// What a commit's diagnostics do, beside stopping everything where there is an error.
  struct Telling: Sendable {
    /// Warnings stop as well.
    var isStrict = false
    /// Notes are told too, which most commands have no use for.
    var hasNotes = false
  }

  /// The mesh of a revision; its warnings go to standard error.
  func load(_ revision: String, telling: Telling = Telling()) async throws -> MeshVersion {
    try await load(try await repository.resolve(revision), telling: telling)
  }

  /// The mesh of a commit; its warnings go to standard error.
  func load(_ id: ObjectID, telling: Telling = Telling()) async throws -> MeshVersion {
    try await explaining(telling) {
      let version = try await MeshVersion.load(id, from: repository, folder: folder)
      return (version, version.warnings, version.files)
    }
  }

  /// The mesh that a question is about: of a commit, or of files that are not committed yet.
  func declared(
    _ options: CommonOptions, _ source: SourceOptions, telling: Telling = Telling()
  ) async throws -> DeclaredMesh {
    guard source.worktree else { return DeclaredMesh(try await load(options.ref, telling: telling)) }
    return try await explaining(telling) {
      let declared = try await DeclaredMesh(workTreeOf: repository, folder: folder)
      return (declared, declared.warnings, declared.files)
    }
  }

  /// Prints what is wrong with the files that a mesh is made of, and what else is to be told.
  private func explaining<Loaded>(
    _ telling: Telling, _ load: () async throws -> (Loaded, warnings: [Diagnostic], files: [String: [UInt8]])
  ) async throws -> Loaded {
    do {
      let (loaded, warnings, files) = try await load()
      let told = warnings.map { telling.isStrict ? $0.strict : $0 }
        .filter { telling.hasNotes || $0.severity > .note }
      if !told.isEmpty { Console.standardError.write(DiagnosticRenderer(files: files).render(told) + "\n\n") }
      if told.contains(where: { $0.severity == .error }) { throw Failure([]) }
      return loaded
    } catch let failure as MeshFailure {
      Console.standardError.write(DiagnosticRenderer(files: failure.files).render(failure.diagnostics) + "\n")
      throw Failure([], exit: failure.exitStatus)
    }
  }

  /// The record of a mesh, up to date.
  func record(of mesh: String) async throws -> Record {
    let record = Record(repository: repository, remote: remote, mesh: mesh)
    if !isURL { try await record.fetch() }
    return record
  }

  /// The mesh of the applied commit; `nil` before the first apply.
  func applied(_ record: Record) async throws -> MeshVersion? {
    guard let id = try await record.applied() else { return nil }
    return try await MeshVersion.load(id, from: repository, folder: folder)
  }

  /// The desired mesh, and the applied one where there is one.
  func situation(_ desired: MeshVersion, _ record: Record, without: Set<String>) async throws -> Situation {
    return Situation(
      desired: desired, applied: try await applied(record), without: without,
      revocations: try await record.revocations())
  }
}

extension String {
  fileprivate var trimmingSlashes: String {
    var text = Substring(self)
    while text.last == "/" { text = text.dropLast() }
    while text.hasPrefix("./") { text = text.dropFirst(2) }
    return String(text)
  }
}
