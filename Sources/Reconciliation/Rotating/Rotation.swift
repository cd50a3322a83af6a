package import Diagnostics
import MeshModel
import Planning
package import SSH
package import WireGuard

/// Makes the next keys of nodes, each on its host beside the one that is live: nothing changes on the wire, and the
/// switch is the apply's, once the public halves are committed.
package struct Rotation: Sendable {
  private let version: MeshVersion
  private let revocations: Revocations
  private let fleet: Fleet

  package init(
    _ version: MeshVersion, revocations: Revocations, connector: any HostConnector, parallelism: Int
  ) {
    self.version = version
    self.revocations = revocations
    fleet = Fleet(connector: connector, mesh: version.mesh.name, limit: parallelism)
  }

  /// What became of the nodes.
  package struct Result: Sendable {
    /// The new public keys, by node.
    package fileprivate(set) var keys: [String: PublicKey] = [:]
    /// Nodes that were not reached, and why.
    package fileprivate(set) var unreached: [String: HostError] = [:]
    /// Nodes whose last rotation is still to be applied.
    package fileprivate(set) var pending: [RotationError] = []
    /// What else kept nodes from it.
    package fileprivate(set) var problems: [Diagnostic] = []
  }

  /// Checks that named nodes are such that can be rotated, as far as git tells.
  /// - Throws: ``Failure`` with what is wrong with any of them.
  package static func checkNames(_ names: [String], in version: MeshVersion) throws(Failure) {
    let nodes = Dictionary(version.mesh.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let addresses = AddressBook(version.mesh)
    let errors = names.compactMap { name -> RotationError? in
      guard let node = nodes[name] else { return .notDeclared(name) }
      if !node.isManaged { return .notManaged(name) }
      if node.publicKey == nil { return .notEnrolled(name) }
      return addresses.address(of: name) == nil ? .noWayIn(name) : nil
    }
    if !errors.isEmpty { throw Failure(errors.flatMap(\.diagnostics)) }
  }

  /// Reads every host, and then makes the keys; where `isStrict`, one host that is not ready stops it for all, before
  /// any key is made.
  /// - Throws: ``Failure``.
  package func makeKeys(on names: [String], isStrict: Bool) async throws(Failure) -> Result {
    let book = AddressBook(version.mesh)
    var result = Result()
    let addresses = names.compactMap { name in
      let address = book.address(of: name)
      if address == nil { result.problems += RotationError.noWayIn(name).diagnostics }
      return address
    }
    let readings = await fleet.observe(addresses)
    var ready: [String] = []
    for name in names {
      switch readings[name] {
      case .observed(let host, _):
        switch notReady(name, host) {
        case nil: ready.append(name)
        case .pending(let name, let key): result.pending.append(.pending(name, key))
        case let error?: result.problems += error.diagnostics
        }
      case .unreached(let reason): result.unreached[name] = .unreachable(node: name, reason: reason)
      case .notAsked, nil: break
      }
    }
    let stops = isStrict ? result.problems + result.pending.flatMap(\.diagnostics) : []
    if !stops.isEmpty {
      await fleet.close()
      throw Failure(stops)
    }
    await makeKeys(on: ready, &result)
    await fleet.close()
    return result
  }

  private func makeKeys(on names: [String], _ result: inout Result) async {
    let made = await fleet.makeKeys(on: names)
    for name in names {
      switch made[name] {
      case .success(let key): result.keys[name] = key
      case .failure(let error as HostError): result.unreached[name] = error
      case .failure(let error):
        result.problems += (error as? any DiagnosedError)?.diagnostics ?? [Diagnostic(code: "key-not-made", "\(error)")]
      case nil: break
      }
    }
  }

  /// Why a host that was read gets no new key; `nil` where it does.
  private func notReady(_ name: String, _ host: HostObservation) -> RotationError? {
    guard let key = version.mesh.nodes.first(where: { $0.name == name })?.publicKey else { return .notEnrolled(name) }
    if revocations.isRevoked(key) { return .revoked(name, key) }
    guard host.keys.contains(key) else { return .keyMissing(name, key) }
    let interfaces = version.compiler.desired(name)?.interfaces.map(\.configuration.name) ?? []
    let isLive = interfaces.contains { host.interface($0)?.configuration.publicKey == key }
    return isLive ? nil : .pending(name, key)
  }
}
