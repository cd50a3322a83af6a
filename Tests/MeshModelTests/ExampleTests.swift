import Diagnostics
import FRR
import Foundation
import MeshModel
import TestSupport
import Testing
import WireGuard

/// The repository that we tell people to begin with is right, and means what its README says.
struct ExampleTests {
  static func files() throws -> [String: [UInt8]] {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = "mesh-repo-example"
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
    where name.hasSuffix(".yaml") {
      files["\(folder)/\(name)"] = Array(try Data(contentsOf: root.appending(path: "\(folder)/\(name)")))
    }
    return files
  }

  @Test(arguments: [("mesh-repo-example", 8), ("mesh-repo-example/routed", 7)])
  func hasNothingToComplainAbout(folder: String, nodes: Int) throws {
    let (mesh, diagnostics) = MeshLoader.load(files: try Self.files(), folder: folder)
    #expect(DiagnosticRenderer().render(diagnostics.filter { $0.severity > .note }) == "")
    #expect(mesh?.nodes.count == nodes)
  }

  @Test func isWhatTheDesignDescribes() throws {
    let mesh = try #require(MeshLoader.load(files: try Self.files(), folder: "mesh-repo-example").mesh)
    let compiler = MeshCompiler(mesh)
    #expect(compiler.tunnels.count == 6 + 4)
    #expect(mesh.nodes.filter { $0.endpoint == nil }.map(\.name) == ["branch-3", "branch-4"])
    let branch = try #require(compiler.desired("branch-3"))
    let interface = try #require(branch.interfaces.first).configuration
    #expect(interface.peers.count == 1)
    #expect(interface.peers.first?.keepalive == 25)
    #expect(interface.routes.count == 7 * 2 + 2)
    #expect(interface.mtu == 1420)
    #expect(branch.forwarding == Forwarding(ipv4: true, ipv6: true))
    #expect(compiler.desired("branch-4")?.forwarding == Forwarding(ipv4: false, ipv6: false))
    #expect(compiler.desired("hub-a")?.forwarding == Forwarding(ipv4: true, ipv6: true))
  }

  /// The pages about routing say so.
  @Test func theSecondMeshFailsOver() throws {
    let mesh = try #require(MeshLoader.load(files: try Self.files(), folder: "mesh-repo-example/routed").mesh)
    let compiler = MeshCompiler(mesh)
    let oslo = try #require(compiler.desired("oslo"))
    #expect(oslo.interfaces.map(\.configuration.name.text) == ["wg0-hub-a", "wg0-hub-b"])
    #expect(oslo.interfaces.map(\.configuration.listenPort) == [51821, 51822])
    #expect(oslo.router?.interfaces.map(\.cost) == [10, 11])
    #expect(compiler.desired("porto")?.router?.interfaces.map(\.hasBFD) == [false, false])
    for tunnel in ["graz", "hub-a", "hub-b"] { #expect(compiler.peers(of: "lyon").contains(tunnel)) }
    for hub in ["hub-a", "hub-b"] {
      let simulation = try Simulation(Outage(nodes: [hub], tunnels: []), in: compiler)
      #expect(simulation.lost == 0 && simulation.pairs == 15)
    }
  }
}
