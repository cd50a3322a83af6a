package import Diagnostics
import WireGuard

/// A mesh that was found in files or on hosts, as a repository, and what became different by that.
package struct ImportedRepository: Sendable {
  /// Texts by path.
  package let files: [String: String]
  package let mesh: Mesh
  /// What the mesh language cannot say, node by node: what was, and what an apply would make of it.
  package let differences: [ImportDifference]
  /// What a reader should look at, and no error.
  package let remarks: [Diagnostic]
  /// What the topology is made of.
  package let shapes: [ImportedShape]
  /// How many nodes were compared, and their peers.
  package let compared: (nodes: Int, peers: Int)

  /// Guesses the mesh, compiles it, and compares the outcome with what was given.
  /// - Parameters:
  ///   - name: The mesh's; a checked one.
  ///   - origin: Where it comes from, for a comment.
  /// - Throws: ``Failure`` where the ends contradict each other, or no mesh could be like them.
  package init(_ hosts: [ImportedHost], name: String, origin: String) throws(Failure) {
    let mesh = try ImportedMesh(hosts)
    // How to read the tunnels that leaves the least unsaid; what is tried first is what most people would write.
    let first = ImportedDraft(mesh, name: name, origin: origin, .init())
    var tried = [first.draft.files]
    var best = try Attempt(mesh, first, tried[0])
    let others: [ImportedDraft.Reading] = [
      .init(groupsSpokes: false), .init(isStrict: true), .init(groupsSpokes: false, isStrict: true),
    ]
    for reading in others where !best.comparison.differences.isEmpty {
      let draft = ImportedDraft(mesh, name: name, origin: origin, reading)
      let files = draft.draft.files
      guard !tried.contains(files) else { continue }
      tried.append(files)
      let next = try Attempt(mesh, draft, files)
      if next.comparison.differences.count < best.comparison.differences.count { best = next }
    }
    files = best.files
    shapes = best.draft.shapes
    self.mesh = best.mesh
    differences = best.comparison.differences
    compared = (best.comparison.nodes, best.comparison.peers)
    remarks = best.warnings.map { Self.outOfSight($0) } + best.draft.remarks
  }

  /// One way to read the tunnels.
  private struct Attempt {
    let draft: ImportedDraft
    let files: [String: String]
    let mesh: Mesh
    let warnings: [Diagnostic]
    let comparison: ImportComparison

    init(_ read: ImportedMesh, _ draft: ImportedDraft, _ files: [String: String]) throws(Failure) {
      self.draft = draft
      self.files = files
      let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
      guard let mesh else { throw Failure(diagnostics.map { ImportedRepository.outOfSight($0) }) }
      self.mesh = mesh
      warnings = diagnostics.filter { $0.severity == .warning }
      comparison = ImportComparison(read, mesh)
    }
  }

  /// Files that are not there cannot be opened: their places become those of nodes.
  private static func outOfSight(_ diagnostic: Diagnostic) -> Diagnostic {
    func place(_ place: Place) -> Place {
      guard case .source(let range) = place else { return place }
      let name = range.file.split(separator: "/").last.map { $0.dropLast(".yaml".count) } ?? ""
      return .node(String(name))
    }
    var diagnostic = diagnostic
    diagnostic.place = place(diagnostic.place)
    diagnostic.notes = diagnostic.notes.map { .init($0.message, at: place($0.place)) }
    return diagnostic
  }
}
