import Foundation
import Glibc
package import MeshModel
import WireGuard

/// A mesh as real hosts on this machine: network, mount, pid, time and uts namespaces, none of which outlives the lab.
///
/// Everything is inside the namespaces of one machine, the lab's internet: when its process 1 dies, the kernel ends
/// every other process, and takes the mounts and the networks away.
package struct Lab: Sendable {
  let folder: LabFolder

  package var name: String { folder.name }

  /// - Parameter name: 1 to 32 characters of `a-z 0-9 -`; two labs of different names can run side by side.
  package init(name: String) throws(LabError) { folder = try LabFolder(name) }

  /// The lab's name that a mesh gives it.
  package static func defaultName(for mesh: Mesh) -> String { String(mesh.name.prefix(32)) }

  /// The names of the labs that are there, sorted.
  package static func all() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/weft-lab")) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Boots a machine for everything that the mesh declares, and commits it to the lab's `origin`.
  /// - Parameters:
  ///   - programs: folders in front of PATH for the controller's commands; by default that of this program.
  ///   - frr: whether nodes run FRR though nothing that is declared needs it yet.
  ///   - report: told of each machine that is there, by name.
  package func up(
    _ source: LabSource, programs: [String]? = nil, frr: Bool = false,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws {
    try Requirements.check()
    let lock = try await LabLock(folder)
    guard !folder.exists, Processes.ofLab(folder).isEmpty else { throw LabError.alreadyThere(lab: folder.name) }
    try FileManager.default.createDirectory(atPath: folder.machines, withIntermediateDirectories: true)
    var state = LabState(mesh: source.mesh.name)
    state.programs = programs ?? [RunningProgram.folder]
    state.runsFRR = frr
    let builder = LabBuilder(folder: folder, report: report)
    try await builder.build(source, into: &state)
    _ = consume lock
  }

  /// Commits a later tree to the lab's `origin`, and boots what it declares anew.
  /// - Returns: machines whose declaration changed: they get it when they are rebooted.
  package func sync(
    _ source: LabSource, report: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> [String] {
    let lock = try await LabLock(folder)
    var state = try LabState.load(folder)
    let before = Dictionary(uniqueKeysWithValues: state.machines.map { ($0.name, $0) })
    try await LabBuilder(folder: folder, report: report).build(source, into: &state)
    let changed = state.machines.filter { machine in before[machine.name].map { $0 != machine } ?? false }
    _ = consume lock
    return changed.map(\.name)
  }

  /// Ends every process of the lab and removes its files; does nothing where there is no lab.
  package func down() async throws {
    guard geteuid() == 0 else { throw LabError.notRoot }
    let lock = try await LabLock(folder)
    while true {
      let processes = Processes.ofLab(folder)
      if processes.isEmpty { break }
      for pid in processes { kill(pid, SIGKILL) }
      try await Task.sleep(for: .milliseconds(5))
    }
    if folder.exists { try FileManager.default.removeItem(atPath: folder.path) }
    lock.remove(folder)
  }

  /// Ends everything that runs on a machine and boots it again: its files stay, its interfaces do not.
  ///
  /// What is plugged into it (a client in its network, a host behind a NAT) boots again too.
  /// - Parameter uptime: seconds that its clocks begin with, where the kernel can: as if it had booted so long ago.
  package func reboot(_ name: String, uptime: Int = 0) async throws {
    let lock = try await LabLock(folder)
    let state = try LabState.load(folder)
    let machine = try state.machine(name)
    guard machine.role != .internet else {
      throw LabError.unsupported(node: name, reason: "everything else lives in it: take the lab down instead")
    }
    let machines = state.subtree(of: name)
    let runner = Runner(folder: folder, state: state, hosts: "", uptime: uptime)
    for machine in machines.reversed() { try await runner.halt(machine.name) }
    try await runner.boot(machines)
    _ = consume lock
  }

  /// Cuts a machine's uplink, or mends it: what it sends and what is sent to it is dropped without a word.
  package func setLink(of name: String, up: Bool) async throws {
    let state = try LabState.load(folder)
    let machine = try state.machine(name)
    guard let uplink = machine.uplink, try state.machine(uplink.machine).routes else {
      throw LabError.unsupported(node: name, reason: "it has no uplink that the lab could cut")
    }
    let pid = try process(of: uplink.machine)
    let action = up ? "mending its uplink" : "cutting its uplink"
    // Added first in both cases: deleting what is not there is an error.
    for verb in up ? ["add", "delete"] : ["add"] {
      let command = ["nft", verb, "element", "inet", "links", "down", "{ \"\(uplink.port)\" }"]
      _ = try await Command.output(of: Entering.network(command, of: pid), for: name, doing: action)
    }
  }

  /// The machines, in the order in which they boot.
  package func machineNames() throws -> [String] { try LabState.load(folder).machines.map(\.name) }

  /// Process 1 of a machine.
  func process(of name: String) throws -> Int32 {
    _ = try LabState.load(folder).machine(name)
    guard let pid = Processes.machines(folder)[name] else { throw LabError.machineDown(name) }
    return pid
  }
}
