import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// A mesh that was compiled to wg-quick files and imported again is the same to every node.
struct ImportPropertyTests {
  @Test(arguments: 1...120)
  func whatIsCompiledComesBackTheSame(_ seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    try check(try Self.mesh(&random), &random)
  }

  /// Also what nodes, tags and rules say for themselves.
  @Test(arguments: 1...160)
  func whatNodesAndTunnelsHaveForThemselvesComesBackTheSame(_ seed: Int) throws {
    var random = SeededGenerator(seed: 1_000 + seed)
    try check(try OwnSettings.add(to: try Self.mesh(&random), &random), &random)
  }

  /// Files of `weft render` say more: who forwards.
  @Test(arguments: 1...160)
  func whatIsRenderedComesBackTheSame(_ seed: Int) throws {
    var random = SeededGenerator(seed: 2_000 + seed)
    let files = try Self.mesh(&random)
    try check(seed.isMultiple(of: 2) ? files : try OwnSettings.add(to: files, &random), &random, isRendered: true)
  }

  private func check(
    _ files: [String: String], _ random: inout SeededGenerator, isRendered: Bool = false
  ) throws {
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    try #require(mesh != nil, "\(DiagnosticRenderer().render(diagnostics))")
    let compiler = MeshCompiler(try #require(mesh))
    let fixture = ImportFixture(
      try compiler.nodes.map { node in
        let desired = try #require(compiler.desired(node.name))
        let interface = try #require(desired.interfaces.first).configuration.name
        let path = "\(node.name)/\(interface).conf"
        if isRendered { return (path, try #require(compiler.files(of: node.name).contents.first).text) }
        let key =
          Int.random(in: 0..<8, using: &random) == 0 ? nil : QuickFileText.privateKey(Int(node.name.dropFirst()) ?? 0)
        return (path, QuickFileText.render(desired, privateKey: key))
      })
    let imported = try fixture.imported()
    let found = imported.differences.prefix(3).map { "\($0.node) \($0.peer ?? "") \($0.field) \($0.was) \($0.becomes)" }
    #expect(found == [], "\(files["mesh.yaml"] ?? "")\n\(imported.files["mesh.yaml"] ?? "")")
    let again = MeshCompiler(imported.mesh)
    for node in compiler.nodes {
      let before = try #require(compiler.desired(node.name)?.interfaces.first?.configuration)
      let after = try #require(again.desired(node.name)?.interfaces.first?.configuration)
      let isSame = after == before
      #expect(isSame, "\(node.name)")
      if isRendered {
        #expect(again.desired(node.name)?.forwarding == compiler.desired(node.name)?.forwarding, "\(node.name)")
      }
    }
  }

  /// A random repository: of every kind of topology, some nodes behind NAT, some with networks.
  private static func mesh(_ random: inout SeededGenerator) throws -> [String: String] {
    let families = [["10.10.0.0/16"], ["fd10:10::/64"], ["10.10.0.0/16", "fd10:10::/64"]]
    let ranges = families.randomElement(using: &random) ?? []
    let kind = Int.random(in: 0..<10, using: &random)
    let count = Int.random(in: (kind < 7 ? 3 : 8)...24, using: &random)
    let hubs = kind == 2 || kind > 7 ? 2 : 1
    let order = (1...hubs).map { "n\($0)" }.shuffled(using: &random).joined(separator: ", ")
    let apart = Bool.random(using: &random) ? "\n    spokeToSpoke: false" : ""
    let topology =
      switch kind {
      case 0: "  - fullMesh: [all]"
      case 1, 2:
        "  - hubs: [\(order)]\n    spokes: [leaf]\(apart)"
      case 3: "  - fullMesh: [core]\n  - hubs: [n1]\n    spokes: [leaf]\(apart)"
      case 5: "  - hubs: [n1]\n    spokes: [n2]\n  - hubs: [n1]\n    spokes: [leaf]\n    spokeToSpoke: false"
      case 6: "  - ring: [\((1...count).map { "n\($0)" }.joined(separator: ", "))]"
      case 7: "  - link: [n1, n2]\n  - ring: [n2, n3, n4, n5]\n  - fullMesh: [leaf]\n  - link: [n5, n6]"
      case 8: "  - hubs: [\(order)]\n    spokes: [leaf]\(apart)\n  - chain: [n2, n3, n4, n5]"
      case 9: "  - hubs: [\(order)]\n    spokes: [leaf]\(apart)\n  - ring: [n3, n4, n5, n2]"
      default: (1..<count).map { "  - link: [n\($0), n\($0 + 1)]" }.joined(separator: "\n")
      }
    let keepalive = ["auto", "off", "20"].randomElement(using: &random) ?? "auto"
    var files = [
      "mesh.yaml": """
      version: 1
      name: test
      listenPort: \(Int.random(in: 1...65_535, using: &random))
      mtu: \([1_420, 1_380].randomElement(using: &random) ?? 1_420)
      addresses: [\(ranges.joined(separator: ", "))]
      persistentKeepalive: \(keepalive)
      presharedKeys: \(Bool.random(using: &random))
      topology:
      \(topology)
      """
    ]
    for number in 1...count {
      let isLeaf =
        (1...2).contains(kind)
        ? number > hubs
        : kind == 3
          ? number > max(1, count / 2)
          : kind == 5 ? number > 2 : kind > 6 && number > 5
      let tag = kind == 0 ? "all" : isLeaf ? "leaf" : kind == 3 ? "core" : "other"
      let isHidden = isLeaf && kind != 7 && Bool.random(using: &random)
      let networks =
        Int.random(in: 0..<3, using: &random) == 0 ? "[10.20.\(number).0/24, \"fd20:\(number)::/64\"]" : "[]"
      let addresses = ranges.map { $0.hasPrefix("10") ? "10.10.\(number % 3).\(number)" : "\"fd10:10::\(number)\"" }
      files["nodes/n\(number).yaml"] = """
        publicKey: \(try #require(QuickFileText.publicKey(number)))
        addresses: [\(addresses.joined(separator: ", "))]
        \(isHidden ? "" : "endpoint: \(number.isMultiple(of: 3) ? "n\(number).example.net" : "203.0.113.\(number)"):51820")
        networks: \(networks)
        tags: [\(tag)]
        forward: \(kind == 4)
        ssh: {host: 192.0.2.\(number)}
        """
    }
    return files
  }
}
