import Foundation
import MeshModel
import WireGuard

/// Brings a lab to what a commit declares: machines first, then keys on them, then the commit that names those keys.
struct LabBuilder: Sendable {
  var folder: LabFolder
  var report: @Sendable (String) -> Void

  func build(_ source: LabSource, into state: inout LabState) async throws {
    if !source.mesh.routing.isStatic, Requirements.hasFRR { state.runsFRR = true }
    let layout = try LabLayout(source.mesh, keeping: state.machines, runsFRR: state.runsFRR)
    let known = Set(Processes.machines(folder).keys)
    let gone = state.machines.filter { old in !layout.machines.contains { $0.name == old.name } }
    state.machines = layout.machines + gone
    state.mesh = source.mesh.name
    let managed = Set(source.mesh.nodes.filter(\.isManaged).map(\.name))
    state.tunnels = MeshCompiler(source.mesh).tunnels.map { [$0.first, $0.second] }
      .filter { managed.isSuperset(of: $0) }
    try state.save(folder)
    try await boot(layout, except: known, &state)
    let origin = Origin(folder: folder, internet: try pid(Underlay.internet))
    // The first commit finds nothing there.
    let there = known.isEmpty ? nil : MeshLoader.load(files: try await origin.files(), folder: source.folder).mesh
    var keys = DeclaredKeys(source.mesh, before: state.declared, own: state.publicKeys, origin: there)
    try await makeKeys(source.mesh, &keys.own)
    state.publicKeys = keys.own
    try writeNames(layout, to: known)
    try writeKnownHosts(source.mesh, layout, state)
    try state.save(folder)
    let substitution = KeySubstitution(keys: keys, serverKeys: state.serverKeys)
    let files = try substitution.apply(to: source.mesh, files: source.files)
    try await origin.commit(source, changing: files)
    state.declared = source.declaredKeys
    try state.save(folder)
    try await enrol(source.mesh, on: Set(layout.machines.map(\.name)).subtracting(known), state)
    if known.isEmpty { try await clone() }
  }

  /// The controller first: the hosts let its key in.
  private func boot(_ layout: LabLayout, except known: Set<String>, _ state: inout LabState) async throws {
    let new = layout.machines.filter { !known.contains($0.name) }
    let first = new.filter { $0.role == .internet || $0.role == .controller }
    var runner = Runner(folder: folder, state: state, hosts: layout.hostsFile)
    let report = report
    try await runner.boot(first) { report($0.name) }
    state.controllerKey = try read("/root/.ssh/id_ed25519.pub", on: Underlay.controller)
    runner.state = state
    try await runner.boot(new.filter { machine in !first.contains { $0.name == machine.name } }) { report($0.name) }
    for machine in new where machine.hasSSH {
      state.serverKeys[machine.name] = try read("/etc/ssh/ssh_host_ed25519_key.pub", on: machine.name)
    }
  }

  /// A key pair for each declared public key that has none yet, made on the node that declares it.
  private func makeKeys(_ mesh: Mesh, _ own: inout [String: String]) async throws {
    let known = own
    let new = mesh.nodes.filter { node in node.publicKey.map { known[$0.description] == nil } ?? false }
    let made = try await withThrowingTaskGroup(of: (Node, String).self) { group in
      for node in new { group.addTask { (node, try await makeKey(on: node.name, mesh: mesh.name)) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for (node, key) in made {
      if let declared = node.publicKey?.description { own[declared] = key }
    }
  }

  /// The private key stays on the host, in the file that Weft looks for.
  private func makeKey(on machine: String, mesh: String) async throws -> String {
    let output = try await Command.output(
      of: Entering.command(["sh", "-c", KeyScript.make(mesh: mesh).text], in: try pid(machine)), for: machine,
      doing: "making its key")
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// New names on the machines that were there before.
  private func writeNames(_ layout: LabLayout, to machines: Set<String>) throws {
    for machine in layout.machines where machines.contains(machine.name) && !machine.routes {
      let path = "/proc/\(try pid(machine.name))/root/etc/hosts"
      let own = "127.0.0.1 localhost \(machine.name)\n::1 localhost\n"
      try (own + layout.hostsFile + "\n").write(toFile: path, atomically: false, encoding: .utf8)
    }
  }

  /// What the controller's ssh accepts where a node declares no host key. Who left the mesh stays known: an apply goes there
  /// once more.
  private func writeKnownHosts(_ mesh: Mesh, _ layout: LabLayout, _ state: LabState) throws {
    var lines = state.serverKeys[Underlay.git].map { ["\(Underlay.gitHost) \($0)"] } ?? []
    for node in mesh.nodes {
      guard let key = state.serverKeys[node.name], let machine = layout.machines.first(where: { $0.name == node.name })
      else { continue }
      let names = [node.ssh?.host.lowercased() ?? node.name] + node.addresses.map(\.description)
      lines += names.map { (machine.sshPort == 22 ? $0 : "[\($0)]:\(machine.sshPort)") + " " + key }
    }
    let path = "/proc/\(try pid(Underlay.controller))/root/root/.ssh/known_hosts"
    let names = Set(lines.map { $0.prefix { $0 != " " } })
    let before = try? String(contentsOfFile: path, encoding: .utf8)
    lines += (before ?? "").split(separator: "\n").filter { !names.contains($0.prefix { $0 != " " }) }.map(String.init)
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: false, encoding: .utf8)
  }

  private func clone() async throws {
    let command = ["git", "clone", "--quiet", Origin.url, Origin.clone]
    _ = try await Command.output(
      of: Entering.command(command, in: try pid(Underlay.controller)), for: Underlay.controller, doing: "its clone")
  }

  private func read(_ path: String, on machine: String) throws -> String {
    let text = try String(contentsOfFile: "/proc/\(try pid(machine))/root\(path)", encoding: .utf8)
    return text.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
  }

  func pid(_ machine: String) throws -> Int32 {
    guard let pid = Processes.machines(folder)[machine] else { throw LabError.machineDown(machine) }
    return pid
  }
}

extension LabLayout {
  /// Lines for `/etc/hosts`, sorted.
  var hostsFile: String {
    names.sorted { $0.key < $1.key }
      .flatMap { name, addresses in addresses.sorted().map { "\($0) \(name)" } }.joined(separator: "\n")
  }
}
