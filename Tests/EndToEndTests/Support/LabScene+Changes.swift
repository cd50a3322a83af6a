import Foundation

/// Changes of the mesh: in the user's repository, and in the controller's clone.
extension LabScene {
  /// Has the example begin with pre-shared keys.
  static func withPresharedKeys(_ scene: LabScene) throws {
    let path = scene.repository + "/mesh.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try (text + "\npresharedKeys: true\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// The hub is managed at another address than its tunnels': 203.0.113.99.
  static func withSecondAddress(_ scene: LabScene) throws {
    let path = scene.repository + "/nodes/hub-a.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("host: 203.0.113.10", with: "host: 203.0.113.99")
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Runs git in the user's repository and gives what it printed.
  @discardableResult
  func git(_ arguments: String...) async throws -> String {
    try await run(["git"] + arguments).checked().output.trimmingCharacters(in: .newlines)
  }

  /// Writes a file of the user's repository.
  func write(_ text: String, to path: String) throws {
    try (text + "\n").write(toFile: repository + "/" + path, atomically: true, encoding: .utf8)
  }

  /// Commits everything in the user's repository, and nothing else.
  func commitHere(_ message: String) async throws {
    try await git("add", "-A")
    try await git("commit", "-q", "-m", message)
  }

  /// Commits files to the user's repository; the lab boots what is new and takes the tree with its own keys, and the
  /// controller pulls it.
  ///
  /// The tree is the user's: what was committed in the controller's clone since (keys that `weft enroll` wrote) is undone
  /// by it.
  func change(_ files: [String: String], removing: [String] = [], _ message: String) async throws {
    for (path, text) in files { try write(text, to: path) }
    for path in removing { try FileManager.default.removeItem(atPath: repository + "/" + path) }
    try await commitHere(message)
    try await lab("sync").checked()
    try await controller(["git", "pull", "-q"]).checked()
  }

  /// Declares a node: see ``change(_:removing:_:)``.
  func addNode(_ name: String, _ text: String) async throws {
    try await change(["nodes/\(name).yaml": text], "\(name): a new node")
  }

  /// Replaces text in a file of the controller's clone, and commits it there.
  func edit(_ path: String, replacing old: String, with new: String) async throws {
    let text = try await controller(["cat", path]).checked().output
    guard text.contains(old) else { throw SceneError(description: "\(path) does not have \(old):\n\(text)") }
    try await commit([path: text.replacing(old, with: new)], "\(path): \(new)")
  }

  /// Writes files in the controller's clone and commits them there.
  func commit(_ files: [String: String], removing: [String] = [], _ message: String) async throws {
    for (path, text) in files {
      try await controller(["sh", "-c", "printf %s \"$1\" >\"$2\"", "sh", text, path]).checked()
    }
    for path in removing { try await controller(["rm", path]).checked() }
    try await controller(["git", "add", "-A"]).checked()
    try await controller(["git", "commit", "-q", "-m", message]).checked()
  }

  /// Pushes the controller's clone.
  func push() async throws { try await controller(["git", "push", "-q"]).checked() }
}
