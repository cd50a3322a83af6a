import Diagnostics
package import Git
package import MeshModel

/// A commit of the user's that a lab is made from. The user's repository is read and never written.
package struct LabSource: Sendable {
  package var mesh: Mesh
  /// Where the repository's objects are.
  var objects: String
  var commit: ObjectID
  /// The folder of `mesh.yaml` in the repository; empty for the root.
  var folder: String
  /// The commit's own message, which the lab's commit repeats.
  var message: String
  /// The mesh's files, by path from the repository's root.
  var files: [String: [UInt8]]

  /// Reads a commit; what is not a mesh is told as `weft validate` would.
  /// - Parameters:
  ///   - revision: any revision of the repository.
  ///   - folder: the folder of `mesh.yaml` in the repository.
  package init(_ repository: Repository, revision: String, folder: String) async throws {
    commit = try await repository.resolve(revision)
    message = try await repository.commit(commit).message
    self.folder = folder == "." ? "" : folder
    files = try await repository.readTree(self.folder, at: commit) { $0.hasSuffix(".yaml") }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: self.folder)
    guard let mesh else { throw Failure(diagnostics) }
    self.mesh = mesh
    objects = try Self.objects(of: repository.gitFolder)
  }
}
