import Foundation

extension LabScene {
  /// Five of the example's hosts: two sites, a hub, a branch with a network, and one behind NAT, managed over the mesh.
  static let few = ["ams-1", "branch-1", "branch-3", "fra-1", "hub-a"]

  /// Leaves the others out of the example, and allows to remove two of five nodes at once.
  static func onlyFew(_ scene: LabScene) throws {
    for name in ["branch-2", "branch-4", "nyc-1"] {
      try FileManager.default.removeItem(atPath: scene.repository + "/nodes/\(name).yaml")
    }
    let path = scene.repository + "/mesh.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8).replacing("{max: 20%,", with: "{max: 40%,")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// The same, whose keys switch over second interfaces.
  static func onlyFewBeside(_ scene: LabScene) throws {
    try onlyFew(scene)
    let path = scene.repository + "/mesh.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("{maxAge: 90d}", with: "{maxAge: 90d, method: parallel}")
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  func plan(_ arguments: String...) async throws -> Outcome { try await controller(["weft", "plan"] + arguments) }

  func apply(_ arguments: String..., within seconds: Int = 300) async throws -> Outcome {
    try await controller(["weft", "apply", "--yes"] + arguments, within: seconds)
  }

  /// The commit that is recorded as applied, as the git server has it.
  func appliedCommit() async throws -> String {
    let listing = try await controller(["git", "ls-remote", "origin", "refs/weft/example/applied"]).checked().output
    return listing.split(separator: "\t").first.map(String.init) ?? ""
  }

  /// The note on the applied commit: a node and how it came out of the apply, each.
  func note() async throws -> [String: String] {
    let text = try await controller([
      "git", "log", "-1", "--format=%N", "--notes=weft/example", "refs/weft/example/applied",
    ]).checked()
    let pairs = text.lines.dropFirst().compactMap { line -> (String, String)? in
      let parts = line.split(separator: " ", maxSplits: 1)
      return parts.count == 2 ? (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)) : nil
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// Everything that an apply leaves on hosts: the commands that changed something, and the files that survive.
  func traces(on nodes: [String] = Self.few) async throws -> [String: [String]] {
    var traces: [String: [String]] = [:]
    for node in nodes {
      let commands = try await record(of: node).filter { !Self.isRead($0) }.map { $0.joined(separator: " ") }
      traces[node] = try await commands + files(of: node).filter { $0.hasPrefix("/etc/") || $0.hasPrefix("/var/") }
    }
    return traces
  }

  /// Waits until a script succeeds on a machine.
  func eventually(_ script: String, on machine: String, within limit: Duration = .seconds(120)) async throws {
    let end = ContinuousClock.now + limit
    var last = try await shell(script, on: machine)
    while last.exitCode != 0 {
      guard ContinuousClock.now < end else { throw SceneError(description: "not within \(limit): \(last)") }
      try await Task.sleep(for: .milliseconds(100))
      last = try await shell(script, on: machine)
    }
  }
}
