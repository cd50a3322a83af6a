import Diagnostics
import MeshModel
package import WireGuard

extension MeshVersion {
  /// The same with other keys for some nodes; `nil` takes a node out of the mesh until it is enrolled again.
  package func replacing(_ keys: [String: PublicKey?]) -> MeshVersion {
    var mesh = mesh
    mesh.nodes = mesh.nodes.map { node in
      var node = node
      if let key = keys[node.name] { node.publicKey = key }
      return node
    }
    return MeshVersion(
      commit: commit, mesh: mesh, compiler: MeshCompiler(mesh), meshFile: meshFile, warnings: warnings, files: files)
  }

  /// What the commit comes to since keys of it were revoked: the next ones in their place, where there are any.
  package func replacingRevoked(_ revocations: Revocations, by next: [String: PublicKey]) -> MeshVersion {
    let nodes = mesh.nodes.filter { revocations.isRevoked($0.publicKey) }
    if nodes.isEmpty { return self }
    let keys = nodes.map { ($0.name, next[$0.name].flatMap { revocations.isRevoked($0) ? nil : $0 }) }
    return replacing(Dictionary(keys, uniquingKeysWith: { first, _ in first }))
  }

  /// The declared keys by node.
  package var keys: [String: PublicKey] {
    Dictionary(
      mesh.nodes.compactMap { node in node.publicKey.map { (node.name, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Where the files declare some of these keys.
  func places(of keys: [PublicKey: String]) -> [PublicKey: SourceRange] {
    var places: [PublicKey: SourceRange] = [:]
    for node in mesh.nodes {
      guard let key = node.publicKey, keys[key] != nil, let text = files[node.file] else { continue }
      let lines = String(decoding: text, as: UTF8.self).split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for (index, line) in lines.enumerated() {
        guard let range = line.firstRange(of: key.description) else { continue }
        let column = line.unicodeScalars.distance(from: line.startIndex, to: range.lowerBound) + 1
        places[key] = SourceRange(file: node.file, line: index + 1, column: column, length: key.description.count)
      }
    }
    return places
  }
}
