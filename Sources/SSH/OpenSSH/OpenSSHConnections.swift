import Diagnostics
import WireGuard

/// The connections of one connector: how they are opened, and the shared ones.
actor OpenSSHConnections {
  /// The connection to a jump host that others go through.
  private struct Jump: Sendable {
    var host: OpenSSHHost
    var socket: String
  }

  private let options: OpenSSHOptions
  private var folder: PrivateFolder?
  private var jumps: [HostAddress: Task<Jump, any Error>] = [:]
  private var counter = 0

  init(_ options: OpenSSHOptions) { self.options = options }

  /// Connects, by each jump host in turn until one leads there.
  /// - Throws: ``HostError``.
  func open(_ address: HostAddress, for purpose: OpenSSHCommand.Purpose) async throws -> OpenSSHHost {
    guard !address.jumps.isEmpty else { return try await dial(address, for: purpose, through: nil) }
    var reasons: [String] = []
    for way in address.jumps {
      do {
        let jump = try await jump(to: way)
        return try await dial(address, for: purpose, through: jump.socket)
      } catch let error as HostError {
        // The host itself answered, and would answer the same by another way.
        if error.node == address.node, case .unreachable(_, let reason) = error {
          reasons.append("through \(way.node): \(reason)")
        } else if error.node == address.node {
          throw error
        } else {
          reasons += error.diagnostics.map { "\(error.node) \($0.message)" }
        }
      }
    }
    throw HostError.unreachable(node: address.node, reason: reasons.joined(separator: "; "))
  }

  func shutdown() async {
    let open = jumps.values
    jumps = [:]
    for task in open {
      if let jump = try? await task.value { await jump.host.close() }
    }
    folder?.remove()
    folder = nil
  }

  /// The shared connection to a jump host, opened by the first who needs it.
  private func jump(to address: HostAddress) async throws -> Jump {
    if let task = jumps[address] {
      if let jump = try? await task.value, await jump.host.session.isOpen { return jump }
      // Another one may have noticed first and be opening it anew.
      if jumps[address] == task { jumps[address] = nil }
      if let newer = jumps[address] { return try await newer.value }
    }
    let task = Task {
      let socket = try file("jump")
      return Jump(host: try await open(address, for: .jump(controlPath: socket)), socket: socket)
    }
    jumps[address] = task
    do {
      return try await task.value
    } catch {
      if jumps[address] == task { jumps[address] = nil }
      throw error
    }
  }

  /// One connection, proved by a first script.
  private func dial(
    _ address: HostAddress, for purpose: OpenSSHCommand.Purpose, through socket: String?
  ) async throws -> OpenSSHHost {
    let knownHosts = try address.hostKeys.isEmpty ? nil : file("known-hosts")
    if let knownHosts {
      // A key with a line break in it would be two entries.
      let lines = address.hostKeys.filter { !$0.contains(where: \.isNewline) }.map { "\(address.node) \($0)\n" }
      try PrivateFolder.write(lines.joined(), to: knownHosts)
    }
    defer { if let knownHosts { PrivateFolder.delete(knownHosts) } }
    let command = OpenSSHCommand(
      options: options, address: address, purpose: purpose, knownHosts: knownHosts, jumpSocket: socket)
    let session = await ShellSession.start(options.program, command.arguments)
    let host = OpenSSHHost(address: address, session: session)
    // ssh bounds its own steps, but not those of a login that never ends.
    let limit = options.connectTimeout + 20
    let patience = Task {
      try await Task.sleep(for: .seconds(limit))
      await session.terminate(cause: "no shell within \(limit) s")
    }
    defer { patience.cancel() }
    do {
      let result = try await session.run(":")
      guard result.exitCode == 0 else {
        await session.close()
        throw HostError.unreachable(node: address.node, reason: "its shell answers with \(result.exitCode)")
      }
      return host
    } catch let end as ShellSession.Ended {
      await session.terminate(cause: "not needed")
      throw OpenSSHFailure.connecting(end, address)
    }
  }

  private func file(_ name: String) throws -> String {
    let folder = try self.folder ?? PrivateFolder()
    self.folder = folder
    counter += 1
    return "\(folder.path)/\(name)-\(counter)"
  }
}
