import Foundation
import Glibc

/// Starts and stops the machines of one lab.
struct Runner: Sendable {
  var folder: LabFolder
  var state: LabState
  var hosts: String
  /// Seconds that the clocks of what is booted begin with.
  var uptime = 0

  /// Boots machines, those of one level side by side, each level after the one it is plugged into.
  /// - Parameter booted: told of each machine that is there.
  func boot(_ machines: [Machine], booted: @Sendable (Machine) -> Void = { _ in }) async throws {
    var waiting = machines
    while !waiting.isEmpty {
      let pending = Set(waiting.map(\.name))
      let level = waiting.filter { !pending.contains($0.uplink?.machine ?? "") }
      waiting.removeAll { machine in level.contains { $0.name == machine.name } }
      let running = Processes.machines(folder)
      try await withThrowingTaskGroup(of: Machine.self) { group in
        for machine in level { group.addTask { try await boot(machine, running: running) } }
        for try await machine in group { booted(machine) }
      }
    }
  }

  @concurrent private func boot(_ machine: Machine, running: [String: Int32]) async throws -> Machine {
    try write(machine)
    let stage = ["sh", folder.stage(machine.name)]
    var command = stage
    if let uplink = machine.uplink {
      guard let internet = running[Underlay.internet] else { throw LabError.machineDown(Underlay.internet) }
      guard let other = running[uplink.machine] else { throw LabError.machineDown(uplink.machine) }
      command = ["nsenter", "--target", "\(internet)", "--mount", "--pid", "--net=/proc/\(other)/ns/net"] + stage
    }
    let output = try await Command.run(command)
    guard output.output.hasSuffix("ready\n") else {
      throw LabError.failed(
        machine: machine.name, action: "its boot",
        output: (output.errorOutput + output.output).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return machine
  }

  private func write(_ machine: Machine) throws {
    try FileManager.default.createDirectory(
      atPath: folder.machine(machine.name), withIntermediateDirectories: true)
    let isController = machine.role == .controller
    let boot = BootScript(
      folder: folder, machine: machine, hosts: hosts, controllerKey: state.controllerKey,
      visible: isController ? RunningProgram.hiddenFolders(programs: state.programs) : [])
    let stage = StageScript(
      folder: folder, machine: machine, clockOffset: Entering.hasClocks ? uptime - Self.uptime() : nil)
    try boot.text.write(toFile: folder.boot(machine.name), atomically: true, encoding: .utf8)
    try stage.text.write(toFile: folder.stage(machine.name), atomically: true, encoding: .utf8)
  }

  /// Ends a machine's process 1, and with it everything that runs there.
  func halt(_ machine: String) async throws {
    while let pid = Processes.machines(folder)[machine] {
      kill(pid, SIGKILL)
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Whole seconds since this machine booted.
  private static func uptime() -> Int {
    let text = FileManager.default.contents(atPath: "/proc/uptime").map { String(decoding: $0, as: UTF8.self) }
    return text?.split(separator: ".").first.flatMap { Int($0) } ?? 0
  }
}
