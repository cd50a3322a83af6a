import Diagnostics
import Foundation
import MeshModel
import Reporting
import TestSupport
import Testing
import WireGuard

/// What people read of traces, simulations and files: of the example repository, and of meshes that are larger.
struct AnalysisReportTests {
  private static let example = Result {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
    let folder = root.appending(path: "mesh-repo-example")
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".yaml") {
      files[name] = Array(try Data(contentsOf: folder.appending(path: name)))
    }
    let hidden = MeshFixtures.node(99, "managed: false", tag: "branch").split(separator: "\n")
      .filter { !$0.hasPrefix("endpoint") && !$0.hasPrefix("ssh") && !$0.hasPrefix("addresses") }
    files["nodes/phone.yaml"] = Array(
      (hidden.joined(separator: "\n") + "\naddresses: [10.10.0.99, fd10:10::99]\n").utf8)
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  /// Two hubs, a spare one, and 38 branches behind them, half of which have a network.
  private static let forty = Result {
    var files = [
      "mesh.yaml": "version: 1\nname: forty\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
        + "  - {hubs: [hub-a, hub-b], spokes: [east]}\n  - {hubs: [hub-b], spokes: [west]}\n  - link: [n1, n30]\n",
      "nodes/hub-a.yaml": MeshFixtures.node(1, tag: "hub"), "nodes/hub-b.yaml": MeshFixtures.node(2, tag: "hub"),
    ]
    for number: UInt16 in 1...38 {
      files["nodes/n\(number).yaml"] = MeshFixtures.node(
        100 + number, number.isMultiple(of: 8) ? "networks: [10.20.\(number).0/24]" : "",
        tag: number <= 20 ? "east" : "west")
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  private func traces(_ questions: [(from: String, to: String, source: String?)]) throws -> [PacketTrace] {
    var tracer = PacketTracer(try Self.example.get())
    return try questions.map { question in
      try tracer.trace(
        from: question.from, to: try #require(IPAddress(question.to)), source: question.source.flatMap { IPAddress($0) }
      )
    }
  }

  @Test func tracesSayWhy() throws {
    let traces = try traces([
      ("branch-3", "10.20.21.9", nil), ("ams-1", "fd10:10::12", nil), ("hub-a", "10.10.0.1", nil),
      ("branch-3", "10.10.0.22", "10.20.23.7"), ("branch-4", "10.10.0.22", "10.20.24.7"),
      ("branch-1", "10.10.0.22", "10.99.0.1"), ("nyc-1", "10.20.99.1", nil), ("branch-3", "10.10.0.11", "10.10.0.12"),
    ])
    Golden.expect(TraceText(style: .plain).render(traces), "traces.txt")
    Golden.expect(
      try TraceJSON.render([traces[0], traces[5]], mesh: "example", commit: "c0ffee"), "traces.json")
  }

  @Test func anAnswerThatIsLostIsTold() throws {
    let compiler = try Self.example.get()
    var tracer = PacketTracer(compiler) { name in
      var node = compiler.desired(name)
      if name == "branch-1" { node?.interfaces[0].configuration.routes.removeAll { $0.description == "10.10.0.12/32" } }
      return node
    }
    let trace = try tracer.trace(from: "fra-1", to: try #require(IPAddress("10.20.21.9")))
    Golden.expect(TraceText(style: .plain).render([trace]), "no-answer.txt")
  }

  @Test func failuresAreReadable() throws {
    let text = SimulationText()
    let example = try Self.example.get()
    let forty = try Self.forty.get()
    Golden.expect(
      try [
        (Outage(nodes: ["hub-a"]), example), (Outage(tunnels: [Tunnel("ams-1", "fra-1")]), example),
        (Outage(nodes: ["branch-1"]), example), (Outage(nodes: ["hub-a"]), forty), (Outage(nodes: ["hub-b"]), forty),
        (Outage(nodes: ["n1", "n16"], tunnels: [Tunnel("hub-a", "hub-b")]), forty),
      ].map { outage, compiler in
        text.render(try Simulation(outage, in: compiler), heading: "\(compiler.mesh.name) at c0ffee")
      }.joined(separator: "\n---\n\n"), "failures.txt")
    Golden.expect(
      [example, forty].map { text.render(SinglePoints($0), heading: "\($0.mesh.name) at c0ffee") }
        .joined(separator: "\n---\n\n"), "each.txt")
  }

  @Test func programsGetAllOfIt() throws {
    let example = try Self.example.get()
    let simulation = try Simulation(Outage(nodes: ["hub-a"]), in: example)
    Golden.expect(try SimulationJSON.render(simulation, mesh: "example", commit: "c0ffee"), "hub-a-down.json")
    Golden.expect(try SimulationJSON.render(SinglePoints(example), mesh: "example", commit: nil), "each.json")
  }

  @Test func filesAreThoseOfTheHosts() throws {
    let example = try Self.example.get()
    Golden.expect(RenderText.render(try example.files(of: "branch-1")), "branch-1.conf")
    Golden.expect(RenderText.render(try example.files(of: "phone")), "phone.conf")
    let text = try RenderJSON.render([try example.files(of: "phone")], mesh: "example", commit: nil)
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    #expect(document.nodes.map(\.name) == ["phone"])
    #expect(document.nodes.first?.files.first?.path == "/etc/wireguard/wg0.conf")
    #expect(document.nodes.first?.files.first?.text == RenderText.render(try example.files(of: "phone")))
  }

  private struct Document: Decodable {
    struct Node: Decodable {
      struct File: Decodable {
        var path: String
        var text: String
      }

      var name: String
      var files: [File]
    }

    var nodes: [Node]
  }
}
