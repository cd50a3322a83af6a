import MeshModel
import TestSupport
import Testing

/// What nodes, tags and rules of a random mesh say for themselves.
enum OwnSettings {
  static func add(to files: [String: String], _ random: inout SeededGenerator) throws -> [String: String] {
    var files = files
    for path in files.keys.sorted() where path.hasPrefix("nodes/") {
      files[path]?.append("\n" + node(&random).joined(separator: "\n"))
      if Bool.random(using: &random) { files[path] = files[path]?.replacing("tags: [", with: "tags: [some, ") }
    }
    if files.values.contains(where: { $0.contains("tags: [some, ") }) {
      files["mesh.yaml"]?.append("\ndefaults:\n  some: {\(node(&random).joined(separator: ", "))}")
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    let tunnels = MeshCompiler(try #require(mesh, "\(diagnostics)")).tunnels.shuffled(using: &random)
    let links = tunnels.prefix(Int.random(in: 0...5, using: &random)).map { tunnel in
      var lines = ["  - link: [\(tunnel.first), \(tunnel.second)]"]
      if Bool.random(using: &random) { lines.append("    persistentKeepalive: \(keepalive(&random))") }
      if Bool.random(using: &random) { lines.append("    mtu: \(mtu(&random))") }
      if Bool.random(using: &random) {
        let reached = Bool.random(using: &random) ? tunnel.first : tunnel.second
        lines.append("    endpoints: {\(reached): \"198.51.100.\(Int.random(in: 1...9, using: &random)):7\"}")
      }
      return lines.joined(separator: "\n")
    }
    files["mesh.yaml"] = files["mesh.yaml"]?.replacing(
      "topology:\n", with: "topology:\n" + links.map { $0 + "\n" }.joined())
    return files
  }

  /// Keys of a node, or of a tag for its nodes.
  private static func node(_ random: inout SeededGenerator) -> [String] {
    var lines: [String] = []
    if Int.random(in: 0..<4, using: &random) == 0 {
      lines.append("interface: wg\(["1", "2"].randomElement(using: &random) ?? "1")")
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      lines.append("listenPort: \(Int.random(in: 1...65_535, using: &random))")
    }
    if Int.random(in: 0..<4, using: &random) == 0 { lines.append("mtu: \(mtu(&random))") }
    if Int.random(in: 0..<4, using: &random) == 0 { lines.append("persistentKeepalive: \(keepalive(&random))") }
    return lines
  }

  private static func mtu(_ random: inout SeededGenerator) -> Int {
    [1_280, 1_380, 1_400, 1_420].randomElement(using: &random) ?? 1_420
  }

  private static func keepalive(_ random: inout SeededGenerator) -> String {
    ["auto", "off", "15", "25"].randomElement(using: &random) ?? "auto"
  }
}
