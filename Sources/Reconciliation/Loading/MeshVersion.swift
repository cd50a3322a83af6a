package import Diagnostics
package import Git
package import MeshModel

/// A mesh as one commit declares it.
package struct MeshVersion: Sendable {
  package let commit: Commit
  package let mesh: Mesh
  package let compiler: MeshCompiler
  /// Path of `mesh.yaml` in the repository.
  package let meshFile: String
  /// What does not stop anything.
  package let warnings: [Diagnostic]
  /// The declared files, for the excerpts of diagnostics.
  package let files: [String: [UInt8]]

  /// The managed nodes that are part of the mesh, sorted.
  package var managedNodes: [String] { compiler.nodes.filter(\.isManaged).map(\.name) }
}

extension MeshVersion {
  /// Reads and checks the mesh of a commit.
  /// - Parameter folder: The folder of `mesh.yaml`; empty for the root.
  /// - Throws: ``GitError``; ``MeshFailure`` with everything that is wrong in the files.
  package static func load(_ id: ObjectID, from repository: Repository, folder: String) async throws -> Self {
    let commit = try await repository.commit(id)
    let files = try await repository.readTree(folder, at: id, including: MeshLoader.wants)
    return try load(files, commit: commit, folder: folder)
  }

  private static func load(_ files: [String: [UInt8]], commit: Commit, folder: String) throws -> Self {
    let (compiler, diagnostics) = MeshLoader.compile(files: files, folder: folder)
    guard let compiler else { throw MeshFailure(diagnostics: diagnostics, files: files) }
    return MeshVersion(
      commit: commit, mesh: compiler.mesh, compiler: compiler,
      meshFile: folder.isEmpty ? "mesh.yaml" : folder + "/mesh.yaml", warnings: diagnostics, files: files)
  }
}

/// What is wrong with the declared files, and their texts for the excerpts.
package struct MeshFailure: DiagnosedError {
  package let diagnostics: [Diagnostic]
  package let files: [String: [UInt8]]

  /// Whether there is no mesh at all.
  package var isMissing: Bool { diagnostics.contains { $0.code == "mesh-missing" } }
}
