import Diagnostics
import MeshModel
package import SSH
package import WireGuard

/// Makes nodes part of a mesh: a key that is made on the host and stays there, and its public half in the node's file.
package struct Enrolment: Sendable {
  let version: MeshVersion
  private let revocations: Revocations
  private let connector: any HostConnector

  package init(_ version: MeshVersion, revocations: Revocations, connector: any HostConnector) {
    self.version = version
    self.revocations = revocations
    self.connector = connector
  }

  /// The path of a node's file; the node is checked to be one that can be enrolled.
  package func file(of name: String) throws(EnrolmentError) -> String {
    let node = try declared(name)
    if let key = node.publicKey { throw .enrolled(name, key) }
    return node.file
  }

  /// The node, where it is one that Weft manages.
  func declared(_ name: String) throws(EnrolmentError) -> Node {
    guard let node = version.mesh.nodes.first(where: { $0.name == name }) else { throw .notDeclared(name) }
    guard node.isManaged else { throw .notManaged(name) }
    return node
  }

  /// Checks a key that was made on a node's console.
  package func check(_ key: PublicKey, for name: String) throws(RevocationError) {
    if revocations.isRevoked(key) { throw .keyIsRevoked(key, of: name) }
  }

  /// The script for the console of a node that SSH cannot reach yet.
  package func script(for name: String) throws(EnrolmentError) -> EnrolmentScript {
    guard var script = version.compiler.enrolmentScript(for: name) else { throw .notDeclared(name) }
    script.revoked = revocations.keys(of: name)
    return script
  }

  /// Checks the host, and makes its key there unless an earlier try did.
  /// - Returns: the public half.
  /// - Throws: ``EnrolmentError``, ``HostError``.
  package func makeKey(on name: String) async throws -> PublicKey {
    try await withHost(name) { try await makeKey(on: $0) }
  }

  /// Runs a body with a session to a node, which ends with it.
  func withHost<Result>(_ name: String, _ body: (any Host) async throws -> Result) async throws -> Result {
    guard let address = AddressBook(version.mesh).address(of: name) else { throw EnrolmentError.noWayIn(name) }
    let host = try await connector.connect(to: address)
    do {
      let result = try await body(host)
      await host.close()
      return result
    } catch {
      await host.close()
      throw error
    }
  }

  func observe(_ host: any Host) async throws -> HostObservation {
    try HostObserver.parse(
      try await host.run(HostObserver.script(mesh: version.mesh.name)).output, node: host.name)
  }

  private func makeKey(on host: any Host) async throws -> PublicKey {
    let mesh = version.mesh
    let seen = try await observe(host)
    guard seen.abilities.hasKernelWireGuard || seen.abilities.hasUserspaceWireGuard else {
      throw EnrolmentError.noWireGuard(host.name)
    }
    let interface = mesh.interface(of: host.name)
    let isTaken = seen.interfaces.contains { $0.configuration.name == interface }
    if isTaken, seen.marker?.interfaces.contains(interface.text) != true {
      throw EnrolmentError.interfaceTaken(host.name, interface)
    }
    return try await host.makeKey(KeyScript.ensure(mesh: mesh.name, except: revocations.keys(of: host.name)))
  }
}
