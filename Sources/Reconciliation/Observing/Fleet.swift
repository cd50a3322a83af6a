import Diagnostics
package import Planning
package import SSH
package import WireGuard

/// The sessions to the nodes of a mesh: one each, for as long as the work lasts.
package actor Fleet {
  private let connector: any HostConnector
  let mesh: String
  /// How many nodes are worked with at a time.
  private let limit: Int
  /// Revoked keys, which boot files are searched for.
  private let revoked: [PublicKey]
  private var sessions: [String: Session] = [:]

  package init(connector: any HostConnector, mesh: String, limit: Int, revoked: [PublicKey] = []) {
    self.connector = connector
    self.mesh = mesh
    self.limit = limit
    self.revoked = revoked
  }

  /// Reads every node, over the session that is there or a new one.
  /// - Parameters:
  ///   - networks: Those behind each node. Where given, FRR is read on every one, and not only where Weft has set
  ///     anything in it.
  ///   - waiting: Where given, a node with a job under way is read once that is over, and told of before.
  package func observe(
    _ addresses: [HostAddress], networks: [String: [Prefix]]? = nil, waiting: (@Sendable (String) async -> Void)? = nil
  ) async -> [String: NodeInput.Reading] {
    let open = sessions
    let connector = connector
    let mesh = mesh
    let revoked = revoked
    let readings = await concurrently(addresses, limit: limit) { address -> (String, NodeInput.Reading, Session?) in
      let script = HostReading.script(
        mesh: mesh, lookingFor: revoked, networks: networks.map { $0[address.node] ?? [] })
      var session = open[address.node]
      var outcome = await Self.observe(address, session, connector, mesh, script, waiting)
      if outcome.session == nil, session != nil {
        // The session may have died since; the node need not have.
        session = nil
        outcome = await Self.observe(address, nil, connector, mesh, script, waiting)
      }
      return (address.node, outcome.reading, outcome.session)
    }
    for (node, _, session) in readings { sessions[node] = session }
    return Dictionary(readings.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
  }

  private static func observe(
    _ address: HostAddress, _ session: Session?, _ connector: any HostConnector, _ mesh: String,
    _ script: ShellText, _ waiting: (@Sendable (String) async -> Void)?
  ) async -> (reading: NodeInput.Reading, session: Session?) {
    var opened = session
    do {
      let current: Session
      if let session { current = session } else { current = try await connector.session(to: address) }
      opened = current
      let host = current.host
      let jobs = HostFolder.jobs(mesh: mesh)
      if let waiting, try await host.run(JobRunner.refuseWhileBusy(jobs)).exitCode == JobRunner.busy {
        await waiting(address.node)
        _ = try await host.run(JobRunner.waitWhileBusy(jobs))
      }
      let result = try await host.run(script)
      return (try HostReading.parse(result.output, node: address.node), current)
    } catch {
      await opened?.host.close()
      return (.unreached(reason: Self.reason(error)), nil)
    }
  }

  /// The session to a node; `nil` when it was not reached.
  func session(_ node: String) -> (any Host)? { sessions[node]?.host }

  /// A new session in the place of one that was lost.
  func reconnect(_ node: String, _ address: HostAddress?) async throws -> any Host {
    guard let address else { throw HostError.unreachable(node: node, reason: "there is no way to it") }
    await sessions[node]?.host.close()
    let session = try await connector.session(to: address)
    sessions[node] = session
    return session.host
  }

  /// Makes sessions again that have died since, and those to where a node was before, once it answers where it is to be:
  /// the other end of such a session goes. Those that cannot be made stay as they are.
  func revive(_ addresses: [HostAddress]) async {
    let open = sessions
    let connector = connector
    let made = await concurrently(addresses, limit: limit) { address -> (String, Session?) in
      guard let session = open[address.node] else { return (address.node, nil) }
      let isAlive = (try? await session.host.run(":")) != nil
      if isAlive, !session.isFormer { return (address.node, nil) }
      guard let fresh = try? await connector.session(to: address), !isAlive || !fresh.isFormer else {
        return (address.node, nil)
      }
      await session.host.close()
      return (address.node, fresh)
    }
    for case (let node, let session?) in made { sessions[node] = session }
  }

  /// A connection that shares nothing with the session: its success proves that the node can be reached now.
  func freshSession(_ address: HostAddress) async throws -> any Host {
    try await connector.session(to: address).host
  }

  /// Runs a body for every node, some at a time.
  func forEach<Result: Sendable>(
    _ nodes: [String], _ body: @escaping @Sendable (String, (any Host)?) async -> Result
  ) async -> [String: Result] {
    let open = sessions
    let results = await concurrently(nodes, limit: limit) { node in (node, await body(node, open[node]?.host)) }
    return Dictionary(results, uniquingKeysWith: { first, _ in first })
  }

  /// Ends every session.
  package func close() async {
    for session in sessions.values { await session.host.close() }
    sessions = [:]
  }

  /// Why a node could not be read, in a few words.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as HostError: error.reason
    case let error as any DiagnosedError: error.diagnostics.first?.message ?? "\(error)"
    default: "\(error)"
    }
  }
}

/// A session, and whether it is to where the node was before.
private struct Session: Sendable {
  let host: any Host
  let isFormer: Bool
}

extension HostConnector {
  /// To where a node is to be, or else where it was.
  fileprivate func session(to address: HostAddress) async throws -> Session {
    do {
      return Session(host: try await connect(to: address), isFormer: false)
    } catch {
      guard let former = address.former.first, let host = try? await connect(to: former) else { throw error }
      return Session(host: host, isFormer: true)
    }
  }
}
