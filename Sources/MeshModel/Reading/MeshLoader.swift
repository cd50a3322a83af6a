package import Diagnostics

/// Reads and checks a mesh repository's files.
package enum MeshLoader {
  /// Where node files live, beside `mesh.yaml`.
  private static let nodesFolder = "nodes"

  /// Whether a file is worth loading: what declares a mesh, and what people keep keys in.
  package static func wants(_ path: String) -> Bool {
    [".yaml", ".yml", ".conf", ".key", ".pem", ".env", ".psk", ".secret"].contains { path.hasSuffix($0) }
  }

  /// Reads `mesh.yaml` and `nodes/*.yaml`, and tells everything that is wrong in one run.
  /// - Parameters:
  ///   - files: bytes by path, relative to the repository's root; files of other folders are ignored. Those that are
  ///     no part of a mesh are looked through for secrets alone.
  ///   - folder: the folder of `mesh.yaml`; empty or `.` for the root.
  /// - Returns: the mesh, unless there is an error among the diagnostics, which are sorted by place.
  package static func load(
    files: [String: [UInt8]], folder: String
  ) -> (mesh: Mesh?, diagnostics: [Diagnostic]) {
    let (mesh, findings) = read(files, folder)
    return (mesh, findings.sorted())
  }

  /// The same, with the mesh compiled, and what shows only then.
  package static func compile(
    files: [String: [UInt8]], folder: String
  ) -> (compiler: MeshCompiler?, diagnostics: [Diagnostic]) {
    var (mesh, findings) = read(files, folder)
    let compiler = mesh.map { MeshCompiler($0) }
    if let compiler { findings.report(UnusedTunnelChecks.run(compiler)) }
    return (compiler, findings.sorted())
  }

  private static func read(_ files: [String: [UInt8]], _ folder: String) -> (Mesh?, Findings) {
    let root = folder == "." || folder.isEmpty ? "" : folder.hasSuffix("/") ? folder : folder + "/"
    var findings = Findings()
    let declaration = meshFile(files, root, &findings)
    let filed = nodeFiles(files, root + nodesFolder + "/", &findings)
    var nodes = once(filed + (declaration?.nodes ?? []), &findings)
    TagDefaults.apply(declaration?.defaults ?? [], to: &nodes, &findings)
    if let declaration {
      MeshChecks.run(declaration, nodes, &findings)
    } else {
      NodeChecks.run(nodes, &findings)
    }
    SecretChecks.run(files, below: root, &findings)
    guard !findings.hasErrors, var mesh = declaration?.mesh else { return (nil, findings) }
    mesh.nodes = nodes.map(\.node)
    return (mesh, findings)
  }

  private static func meshFile(
    _ files: [String: [UInt8]], _ root: String, _ findings: inout Findings
  ) -> MeshDeclaration? {
    let path = root + "mesh.yaml"
    guard let bytes = files[path] else {
      let others = files.keys.filter { $0.split(separator: "/").last == "mesh.yaml" }.sorted()
      let remedy = others.first.map { "There is \($0): `--path \($0.dropLast("/mesh.yaml".count))`." }
      findings.report(
        Diagnostic(
          code: .meshMissing, "there is no mesh.yaml", at: .source(SourceRange(file: path)),
          remedy: remedy ?? "A mesh repository begins with one; `--path` says in which folder."))
      return nil
    }
    return group(bytes, path, MeshKeys.section, &findings) { MeshDeclaration(reader: &$0) }
  }

  private static func nodeFiles(
    _ files: [String: [UInt8]], _ prefix: String, _ findings: inout Findings
  ) -> [NodeDeclaration] {
    files.keys.filter { $0.hasPrefix(prefix) }.sorted().compactMap { path in
      guard let name = nodeName(path, prefix, &findings) else { return nil }
      let declaration = group(files[path] ?? [], path, NodeKeys.section, &findings) {
        NodeDeclaration(name: name, file: path, reader: &$0)
      }
      return declaration ?? NodeDeclaration(unread: name, file: path)
    }
  }

  /// Every node once, sorted by name: one that has a file and is listed too is reported.
  private static func once(_ nodes: [NodeDeclaration], _ findings: inout Findings) -> [NodeDeclaration] {
    let sorted = nodes.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
    var result: [NodeDeclaration] = []
    for node in sorted.map(\.element) {
      guard let first = result.last, first.name == node.name else {
        result.append(node)
        continue
      }
      findings.report(
        Diagnostic(
          code: .nodeTwice, "\(node.name) is listed here and has a file of its own", at: node.place,
          notes: [.init("the file", at: first.place)], remedy: "Keep one of them."))
    }
    return result
  }

  /// The name that a node's file gives it; `nil` for what is no node's file.
  private static func nodeName(_ path: String, _ prefix: String, _ findings: inout Findings) -> String? {
    let file = path.dropFirst(prefix.count)
    let place = Place.source(SourceRange(file: path))
    if file.hasPrefix(".") || file.contains("/.") { return nil }
    guard file.hasSuffix(".yaml"), !file.contains("/") else {
      guard file.hasSuffix(".yml") || file.hasSuffix(".yaml") else { return nil }
      findings.report(
        Diagnostic(
          code: .fileIgnored, "is not read: a node is nodes/NAME.yaml", at: place,
          remedy: "Rename it if it is a node."))
      return nil
    }
    let name = file.dropLast(".yaml".count)
    guard Names.isNode(name) else {
      findings.report(
        Diagnostic(
          code: .nodeName, "`\(name)` cannot be a node's name", at: place,
          remedy: "Use up to 63 of a-z and 0-9, and between them - and . one at a time."))
      return nil
    }
    return String(name)
  }

  private static func group<Declaration>(
    _ bytes: [UInt8], _ file: String, _ section: KeySection, _ findings: inout Findings,
    _ build: (inout GroupReader) -> Declaration
  ) -> Declaration? {
    guard let value = YAMLDocument.read(bytes, file: file, findings: &findings) else { return nil }
    guard var reader = GroupReader(value, section, findings) else {
      findings.report(.expected(section.title, found: value))
      return nil
    }
    defer { findings = reader.findings }
    return build(&reader)
  }
}
