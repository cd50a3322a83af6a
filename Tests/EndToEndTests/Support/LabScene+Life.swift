import Foundation
import Subprocess
import Testing

/// A scene with the lab's name and folder of its own, its lab up; nothing of it is left afterwards, also after a failure.
/// - Parameters:
///   - frr: whether the hosts run FRR though the first commit has no routing protocol.
///   - example: changes the user's repository before its first commit.
func withScene(
  frr: Bool = false, example: (LabScene) throws -> Void = { _ in }, _ body: (LabScene) async throws -> Void
) async throws {
  let name = "e2e-" + UUID().uuidString.prefix(8).lowercased()
  let scene = LabScene(lab: name, folder: NSTemporaryDirectory() + "weft-" + name)
  do {
    try await scene.open(example, frr: frr)
    try await body(scene)
  } catch {
    await scene.close()
    throw error
  }
  await scene.close()
}

extension LabScene {
  private static let example = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("mesh-repo-example").path

  fileprivate func open(_ change: (LabScene) throws -> Void, frr: Bool) async throws {
    try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.example, toPath: repository)
    try change(self)
    try await git("init", "-q", "-b", "main")
    try await commitHere("The mesh")
    let up = try await lab("up", frr ? ["--frr"] : []).checked()
    #expect(up.output.contains("Next: weft lab run --lab \(lab) -- weft plan"), "\(up)")
  }

  /// Also where the test was cancelled: a task of its own is not.
  fileprivate func close() async {
    let cleaning = Task {
      _ = try? await lab("down")
      try? FileManager.default.removeItem(atPath: folder)
    }
    await cleaning.value
  }
}
