import Diagnostics
import Foundation
import Git
import MeshModel
import Planning
import Reconciliation
import Reporting
import SSH

/// What the commands that work on hosts share: the mesh, its record, and the way to the nodes.
struct FleetSession: Sendable {
  let workspace: Workspace
  let record: Record
  let situation: Situation
  let reconciler: Reconciler
  private let connector: OpenSSHConnector

  /// Loads what is declared and what was applied.
  /// - Throws: ``Failure`` with exit 7 where the commit is not the applied one or a descendant of it.
  static func open(
    _ options: CommonOptions, _ fleet: FleetOptions, rewind: Bool, without: [String] = [], acceptsLoss: Bool = false,
    isStrict: Bool = false,
    report: @escaping @Sendable (ApplyEvent) async -> Void = { _ in }
  ) async throws -> FleetSession {
    let workspace = try await Workspace.open(options)
    let telling = Workspace.Telling(isStrict: isStrict, hasNotes: options.verbose)
    let desired = try await workspace.load(options.ref, telling: telling)
    let record = try await workspace.record(of: desired.mesh.name)
    if !rewind { try await checkDescent(of: desired, record) }
    let situation = try await workspace.situation(desired, record, without: Set(without))
    let connector = OpenSSHConnector()
    let reconciler = Reconciler(
      repository: workspace.repository, folder: workspace.folder, mesh: desired.mesh.name, connector: connector,
      parallelism: fleet.parallel, revoked: situation.revocations.keys, acceptsLoss: acceptsLoss, report: report)
    return FleetSession(
      workspace: workspace, record: record,
      situation: situation,
      reconciler: reconciler, connector: connector)
  }

  private static func checkDescent(of desired: MeshVersion, _ record: Record) async throws {
    guard let applied = try await record.applied() else { return }
    if try await record.repository.isAncestor(applied, of: desired.commit.id) { return }
    throw Failure(
      Diagnostic(
        code: "commit-stale",
        "\(desired.commit.id.abbreviated) is not a descendant of the applied \(applied.abbreviated)",
        consequence: "Applying it would take back what was applied since.",
        remedy: "Apply a later commit; or say that you mean it: `--rewind`."),
      exit: .stale)
  }

  /// Checks, once the lock is held, that nobody recorded anything since the applied commit was read.
  func checkRecord() async throws {
    let now = try await record.applied()
    guard try await record.revocations() == situation.revocations else {
      throw Failure(
        Diagnostic(
          code: "commit-stale", "keys were revoked while this commit was being read",
          consequence: "Nothing was touched.", remedy: "Look at it again: `weft plan`."),
        exit: .stale)
    }
    guard now != situation.applied?.commit.id else { return }
    throw Failure(
      Diagnostic(
        code: "commit-stale",
        "\(now?.abbreviated ?? "another commit") was recorded as applied while this one was being read",
        consequence: "Nothing was touched.", remedy: "Look at it again: `weft plan`."),
      exit: .stale)
  }

  /// Runs a body, and ends every connection after it.
  func closing<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      let result = try await body()
      await close()
      return result
    } catch {
      await close()
      throw error
    }
  }

  func close() async {
    await reconciler.fleet.close()
    await connector.shutdown()
  }

  func heading(_ observation: Reconciler.Observation) async throws -> PlanHeading {
    try await heading(
      observed: observation.readings.values.count { $0.observation != nil }, of: observation.readings.count)
  }

  func heading(observed: Int, of total: Int) async throws -> PlanHeading {
    let commit = situation.desired.commit
    return PlanHeading(
      commit: commit.id.abbreviated, summary: commit.summary, applied: try await applied(), observed: observed,
      total: total)
  }

  /// The applied commit and how long ago it was applied.
  func applied() async throws -> (commit: String, age: String)? {
    guard let id = try await record.applied() else { return nil }
    let note = try await record.note(on: id).flatMap { ApplyNote(text: $0) }
    let age = note.map { Age.text(max(0, Int64(Date().timeIntervalSince($0.time)))) + " ago" } ?? "some time ago"
    return (id.abbreviated, age)
  }
}
