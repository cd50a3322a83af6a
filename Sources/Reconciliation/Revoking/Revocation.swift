package import Diagnostics
import Git
import MeshModel
import Planning
package import SSH
package import WireGuard

/// Cuts stolen keys off: onto the list first, then next keys where hosts can be reached, then away from every host; what
/// the repository declares comes last (docs/revoking.md). Cut short anywhere, the next one carries on.
package struct Revocation: Sendable {
  private let version: MeshVersion
  private let applied: MeshVersion?
  private let record: Record
  private let connector: any HostConnector
  private let parallelism: Int
  private let repository: Repository
  private let folder: String
  private let report: @Sendable (ApplyEvent) async -> Void

  /// - Parameter version: The commit that is edited.
  package init(
    _ version: MeshVersion, applied: MeshVersion?, record: Record, folder: String, connector: any HostConnector,
    parallelism: Int, report: @escaping @Sendable (ApplyEvent) async -> Void = { _ in }
  ) {
    self.version = version
    self.applied = applied
    self.record = record
    self.folder = folder
    self.connector = connector
    self.parallelism = parallelism
    repository = record.repository
    self.report = report
  }

  /// Checks named nodes, as far as git tells.
  /// - Returns: the paths of their files.
  /// - Throws: ``Failure`` with what is wrong with any of them; ``FileEditError`` where a file could not be edited.
  package func files(of names: [String]) throws -> [String] {
    let nodes = Dictionary(version.mesh.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let missing = names.filter { nodes[$0] == nil }
    if !missing.isEmpty { throw Failure(missing.flatMap { RevocationError.notDeclared($0).diagnostics }) }
    _ = try version.removingKeys(of: names)
    return names.compactMap { nodes[$0]?.file }
  }

  /// Reads every host.
  /// - Parameter makesKeys: Whether nodes that are reached get new keys.
  /// - Throws: ``RevocationError``.
  package func look(_ names: [String], makesKeys: Bool) async throws -> RevocationOutlook {
    let list = try await record.revocations()
    let reconciler = reconciler(list)
    let situation = Situation(desired: version, applied: applied, revocations: list)
    let observation = try await reconciler.observe(situation, afterJobs: true)
    await reconciler.fleet.close()
    return try RevocationOutlook(names, makesKeys: makesKeys, in: version, observation)
  }

  /// How it came out.
  package struct Result: Sendable {
    /// The nodes' next keys; nodes without one are no part of the mesh until they are enrolled.
    package var keys: [String: PublicKey]
    /// Why hosts that were reached have none.
    package var problems: [Diagnostic]
    package var hosts: RevocationResult
    /// The edits of the repository, by path.
    package var edits: [String: [UInt8]?]
  }

  /// Lists the keys, makes the next ones, and takes the old ones away everywhere.
  /// - Parameter owner: Who does it, for the list.
  package func carryOut(_ outlook: RevocationOutlook, owner: String) async throws -> Result {
    var list = try await record.append(outlook.events(owner: owner))
    let reconciler = reconciler(list)
    do {
      let (keys, problems) = await makeKeys(outlook, reconciler)
      list = try await record.append(keys.map { .made($0.value, node: $0.key) })
      let base = applied ?? version
      let next = version.keys.merging(keys) { $1 }
      let situation = Situation(desired: base.replacingRevoked(list, by: next), applied: base, revocations: list)
      let hosts = try await reconciler.revoke(situation)
      try await record.append(situation.dropped(hosts.remaining.accepting, reached: hosts.reached))
      await reconciler.fleet.close()
      let names = outlook.nodes.map(\.name)
      let removed = try version.removingKeys(of: names.filter { keys[$0] == nil })
      let edits = try version.settingKeys(keys).merging(removed) { $1 }
      return Result(keys: keys, problems: problems, hosts: hosts, edits: edits)
    } catch {
      await reconciler.fleet.close()
      throw error
    }
  }

  private func reconciler(_ list: Revocations) -> Reconciler {
    Reconciler(
      repository: repository, folder: folder, mesh: version.mesh.name, connector: connector, parallelism: parallelism,
      revoked: list.keys, report: report)
  }

  /// On every node that is reached, unless an earlier revocation made one.
  private func makeKeys(
    _ outlook: RevocationOutlook, _ reconciler: Reconciler
  ) async -> (keys: [String: PublicKey], problems: [Diagnostic]) {
    var keys = Dictionary(
      outlook.nodes.compactMap { node in node.next.map { (node.name, $0) } }, uniquingKeysWith: { first, _ in first })
    let book = AddressBook(version.mesh)
    let names = outlook.nodes.filter { $0.getsKey && $0.next == nil }.map(\.name)
    let readings = await reconciler.fleet.observe(names.compactMap { book.address(of: $0) })
    let reached = names.filter { readings[$0]?.observation != nil }
    var problems: [Diagnostic] = []
    for (name, result) in await reconciler.fleet.makeKeys(on: reached).sorted(by: { $0.key < $1.key }) {
      switch result {
      case .success(let key): keys[name] = key
      case .failure(let error):
        problems += (error as? any DiagnosedError)?.diagnostics ?? [Diagnostic(code: "key-not-made", "\(error)")]
      }
    }
    return (keys, problems)
  }
}
