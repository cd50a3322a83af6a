import Diagnostics
import MeshModel
import SSH
import WireGuard

extension Enrolment {
  /// Makes the interface that a node has already Weft's: nothing about it changes, and the next plan may.
  /// - Returns: `false` where it is Weft's already.
  /// - Throws: ``EnrolmentError``, ``HostError``.
  package func adopt(_ name: String) async throws -> Bool {
    let node = try declared(name)
    guard let key = node.publicKey else { throw EnrolmentError.noKeyDeclared(name) }
    try check(key, for: name)
    return try await withHost(name) { host in
      let seen = try await observe(host)
      let interface = version.mesh.interface(of: name)
      if seen.marker?.interfaces.contains(interface.text) == true { return false }
      guard let live = seen.interfaces.first(where: { $0.configuration.name == interface })?.configuration else {
        throw EnrolmentError.nothingToAdopt(name, interface)
      }
      guard live.publicKey == key else { throw EnrolmentError.anotherKey(name, interface, live.publicKey, key) }
      let script = AdoptionScript.text(mesh: version.mesh.name, node: name, interface: interface, publicKey: key)
      let result = try await host.run(script)
      guard result.exitCode == 0 else { throw EnrolmentError.notAdopted(name, result.errorOutput.firstLine) }
      return true
    }
  }
}
