import FRR
import Planning
import WireGuard

/// What is read of a host in one go: WireGuard, and FRR where it has to do with the mesh.
enum HostReading {
  /// - Parameter networks: Those behind a host that has, had or may get a router.
  static func script(mesh: String, lookingFor keys: [PublicKey], networks: [Prefix]?) -> ShellText {
    ShellText(lines: [
      HostObserver.script(mesh: mesh, lookingFor: keys),
      networks.map { RoutingObserver.script(mesh: mesh, networks: $0) }
        ?? RoutingObserver.scriptIfRecorded(mesh: mesh),
    ])
  }

  /// - Throws: ``ObservationError``.
  static func parse(_ output: String, node: String) throws(ObservationError) -> NodeInput.Reading {
    var texts = (host: "", router: "")
    for line in output.split(separator: "\n") {
      if line.hasPrefix("frr") { texts.router += line + "\n" } else { texts.host += line + "\n" }
    }
    let host = try HostObserver.parse(texts.host, node: node)
    return .observed(host, texts.router.isEmpty ? nil : try RoutingObservation(texts.router, node: node))
  }
}
