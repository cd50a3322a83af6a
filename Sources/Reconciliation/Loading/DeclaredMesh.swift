package import Diagnostics
package import Git
package import MeshModel

/// A mesh as files declare it, committed or not: all that questions about it need.
package struct DeclaredMesh: Sendable {
  package let mesh: Mesh
  package let compiler: MeshCompiler
  /// `nil` for files of the work tree.
  private let commit: Commit?
  /// What does not stop anything.
  package let warnings: [Diagnostic]
  /// The declared files, for the excerpts of diagnostics.
  package let files: [String: [UInt8]]

  package init(_ version: MeshVersion) {
    mesh = version.mesh
    compiler = version.compiler
    commit = version.commit
    warnings = version.warnings
    files = version.files
  }

  /// Reads and checks the files of the work tree.
  /// - Parameter folder: The folder of `mesh.yaml`; empty for the root.
  /// - Throws: ``GitError``; ``MeshFailure`` with everything that is wrong in the files.
  package init(workTreeOf repository: Repository, folder: String) async throws {
    files = try await repository.readWorkTree(folder, including: MeshLoader.wants)
    let (compiler, diagnostics) = MeshLoader.compile(files: files, folder: folder)
    guard let compiler else { throw MeshFailure(diagnostics: diagnostics, files: files) }
    mesh = compiler.mesh
    self.compiler = compiler
    commit = nil
    warnings = diagnostics
  }

  /// In hexadecimal; `nil` for files of the work tree.
  package var commitID: String? { commit?.id.description }

  /// The mesh's name, and which files it is made of.
  package var heading: String { "\(mesh.name) " + (commit.map { "at \($0.id.abbreviated)" } ?? "in the work tree") }
}
