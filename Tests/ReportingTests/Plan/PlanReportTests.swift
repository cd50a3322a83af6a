import MeshModel
import Planning
import Reporting
import TestSupport
import Testing
import WireGuard

/// Every plan as people and programs read it, from the planner itself.
struct PlanReportTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// Of the golden files too.
    var testDescription: String
    var input: @Sendable () throws -> PlanningInput
  }

  private static let cases = [
    Case(testDescription: "fresh") { try Scene(nodes: 4, networks: [2: ["10.20.2.0/24"]]).input() },
    Case(testDescription: "added") {
      let (before, after) = (try Scene(nodes: 7), try Scene(nodes: 8))
      let observed = try before.inStep().merging(after.fresh()) { first, _ in first }
      return try after.input(observed: observed, applied: before)
    },
    Case(testDescription: "removed") {
      let before = try Scene(nodes: 8)
      return try Scene(nodes: 7).input(observed: before.inStep(), applied: before)
    },
    Case(testDescription: "removed-and-gone") {
      let before = try Scene(nodes: 3)
      var observed = try before.inStep()
      observed["n3"] = nil
      return try Scene(nodes: 2).input(observed: observed, applied: before)
    },
    Case(testDescription: "unreached") { try Scene(nodes: 3).input(observed: [:]) },
    Case(testDescription: "moved") {
      let before = try Scene(nodes: 4, networks: [2: ["10.20.2.0/24"]])
      let after = try Scene(nodes: 4, networks: [3: ["10.20.2.0/24"]])
      return try after.input(observed: before.inStep(), applied: before)
    },
    Case(testDescription: "rotated") {
      let (before, after) = (try Scene(nodes: 5), try Scene(nodes: 5, keys: [2: 102]))
      return try after.input(observed: before.inStep(holding: after), applied: before)
    },
    Case(testDescription: "interrupted") {
      // Another port, and tools on one host that cannot change a peer's AllowedIPs one by one.
      let before = try Scene(nodes: 7)
      let after = try Scene(nodes: 7, networks: [3: ["10.20.3.0/24"]])
      var observed = try before.inStep()
      observed["n1"]?.abilities.hasIncrementalAllowedIPs = false
      var input = try after.input(observed: observed, applied: before)
      input.nodes[1].desired?.interfaces[0].configuration.listenPort = 51821
      return input
    },
    Case(testDescription: "late") {
      let (before, after) = (try Scene(nodes: 4), try Scene(nodes: 5))
      var observed = try before.inStep().merging(after.fresh()) { first, _ in first }
      observed["n2"] = nil
      observed["n3"] = nil
      return try after.input(observed: observed, applied: before, overMesh: ["n3"])
    },
    Case(testDescription: "revoked") {
      let before = try Scene(nodes: 5, generation: 1)
      let after = try Scene(nodes: 5, keys: [2: 102], generation: 1)
      var observed = try before.inStep(holding: after)
      observed["n4"] = nil
      let list = RevocationInput(nodes: [.numbered(2): "n2"], accepting: [.numbered(2): ["n3", "n4"]])
      return try after.input(observed: observed, applied: before, revocation: list)
    },
    Case(testDescription: "unchanged") {
      let scene = try Scene(nodes: 4)
      return try scene.input(observed: scene.inStep(), applied: scene)
    },
  ]

  @Test(arguments: cases) func asText(example: Case) throws {
    let input = try example.input()
    let plan = try Planner.plan(input)
    let heading = PlanHeading(
      commit: "c0ffee1", summary: "a change", applied: input.applied.map { ($0, "2 days ago") },
      observed: input.nodes.count { $0.observation != nil }, total: input.nodes.count)
    let text = PlanText(style: TextStyle(hasColor: false)).render(plan, heading: heading)
    Golden.expect(text, "\(example.testDescription).txt")
  }

  @Test(arguments: cases.filter { ["added", "moved", "late", "revoked", "interrupted"].contains($0.testDescription) })
  func asJSON(example: Case) throws {
    let plan = try Planner.plan(example.input())
    Golden.expect(try PlanDocument(plan).json(), "\(example.testDescription).json")
    #expect(try PlanDocument(plan).json() == PlanDocument(plan).json(), "the same plan is the same text")
  }
}
