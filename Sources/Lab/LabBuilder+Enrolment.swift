import MeshModel
import WireGuard

extension LabBuilder {
  /// Gives nodes that are managed over the mesh their first tunnel as a person would: the enrolment script, run on
  /// their consoles.
  func enrol(_ mesh: Mesh, on machines: Set<String>, _ state: LabState) async throws {
    let compiler = MeshCompiler(ownKeys(mesh, state))
    let nodes = mesh.nodes.filter { node in
      machines.contains(node.name) && node.isManaged && node.publicKey != nil && mesh.isManagedOverMesh(node)
    }
    try await withThrowingTaskGroup { group in
      for node in nodes {
        guard let script = compiler.enrolmentScript(for: node.name) else { continue }
        let shell = Entering.command(["sh"], in: try pid(node.name))
        group.addTask {
          _ = try await Command.output(of: shell, for: node.name, doing: "its enrolment", input: script.text.text)
        }
      }
      try await group.waitForAll()
    }
  }

  /// The mesh with the lab's keys in the place of the declared ones.
  private func ownKeys(_ mesh: Mesh, _ state: LabState) -> Mesh {
    var mesh = mesh
    mesh.nodes = mesh.nodes.map { node in
      var node = node
      let own = node.publicKey.flatMap { state.publicKeys[$0.description] }
      node.publicKey = own.flatMap { PublicKey($0) }
      return node
    }
    return mesh
  }
}
