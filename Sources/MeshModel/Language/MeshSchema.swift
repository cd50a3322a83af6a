/// The files of a mesh repository that have a JSON Schema.
package enum MeshSchema: String, CaseIterable, Sendable {
  case mesh
  case node

  /// The keys that the file has.
  package var section: KeySection {
    switch self {
    case .mesh: MeshKeys.section
    case .node: NodeKeys.section
    }
  }

  /// What it is, for a reader.
  package var title: String {
    switch self {
    case .mesh: "mesh.yaml of a Weft mesh"
    case .node: "A node's file of a Weft mesh, nodes/NAME.yaml"
    }
  }
}
