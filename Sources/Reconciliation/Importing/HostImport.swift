package import Diagnostics
package import MeshModel
import Planning
package import SSH
package import WireGuard

/// Reads hosts that nothing is declared of yet, over SSH; it changes nothing on them.
package struct HostImport: Sendable {
  /// A host to read.
  package struct Target: Hashable, Sendable {
    /// The node's name; `nil` for the host's own.
    package var name: String?
    package var ssh: SSHTarget

    package init(name: String?, ssh: SSHTarget) {
      self.name = name
      self.ssh = ssh
    }
  }

  private let connector: any HostConnector
  private let parallelism: Int

  package init(connector: any HostConnector, parallelism: Int) {
    self.connector = connector
    self.parallelism = parallelism
  }

  /// Reads every host.
  /// - Parameters:
  ///   - mesh: The mesh's name, to look for what Weft left there.
  ///   - interface: Which interface of each is meant; `nil` for the only one.
  /// - Throws: ``Failure``: where a host was not reached, or its interface is not clear. One that was left out would look
  ///   like a stranger to the others.
  package func read(
    _ targets: [Target], mesh: String, interface: InterfaceName?
  ) async throws(Failure) -> [ImportedHost] {
    let fleet = Fleet(connector: connector, mesh: mesh, limit: parallelism)
    let labels = targets.map { $0.name ?? $0.ssh.host }
    let addresses = zip(targets, labels).map { target, label in
      HostAddress(node: label, host: target.ssh.host, port: target.ssh.port, user: target.ssh.user)
    }
    let readings = await fleet.observe(addresses)
    var hosts: [ImportedHost] = []
    var problems: [Diagnostic] = []
    var isReached = true
    for (target, label) in zip(targets, labels) {
      switch readings[label] {
      case .observed(let host, _):
        do throws(HostImportError) {
          hosts.append(try await read(target, label, host, interface, fleet))
        } catch {
          problems += error.diagnostics
        }
      case .unreached(let reason):
        isReached = false
        problems.append(
          Diagnostic(
            code: .hostUnreachable, "cannot be reached: \(reason)", at: .node(label),
            consequence: "Nothing was written: to the others it would be a stranger.",
            remedy: "Leave it out, or try again."))
      case .notAsked, nil: break
      }
    }
    await fleet.close()
    if !problems.isEmpty { throw Failure(problems, exit: isReached ? .error : .unreached) }
    return hosts
  }

  private func read(
    _ target: Target, _ label: String, _ host: HostObservation, _ wanted: InterfaceName?, _ fleet: Fleet
  ) async throws(HostImportError) -> ImportedHost {
    let names = host.interfaces.map(\.configuration.name)
    guard let name = wanted ?? (names.count == 1 ? names.first : nil), let live = host.interface(name)?.configuration
    else { throw .interface(label, wanted: wanted, names) }
    guard let session = await fleet.session(label),
      let output = try? await session.run(ImportReading.script(name)).output
    else { throw .lost(label) }
    let reading = ImportReading(output, node: label)
    guard let node = target.name ?? NodeName(reading.hostname.prefix { $0 != "." })?.text else {
      throw .nameless(label, reading.hostname)
    }
    let settings = host.bootFile(name)?.operatorLines ?? []
    return ImportedHost(
      name: node, place: .node(label), interface: name, publicKey: live.publicKey, listenPort: live.listenPort,
      mtu: live.mtu, addresses: reading.addresses, peers: Self.peers(live, reading.file),
      peerNames: Self.names(reading.file), settings: settings.compactMap(Self.setting),
      forwarding: Self.forwarding(reading.file, host.marker, name), ssh: target.ssh)
  }

  /// What is live, with endpoints as the file has them: those of live peers may have moved, and have no names.
  private static func peers(_ live: Interface, _ file: QuickFile?) -> [Peer] {
    let written = Dictionary((file?.peers ?? []).map { ($0.publicKey, $0) }) { first, _ in first }
    return live.peers.map { peer in
      var peer = peer
      if let section = written[peer.publicKey] { peer.endpoint = section.endpoint }
      return peer
    }
  }

  private static func names(_ file: QuickFile?) -> [PublicKey: String] {
    let pairs = (file?.peers ?? []).compactMap { peer in peer.name.map { (peer.publicKey, $0) } }
    return Dictionary(pairs) { first, _ in first }
  }

  /// What its boot file switches on, else what Weft did by its marker; one that only adopted the host names no family.
  private static func forwarding(_ file: QuickFile?, _ marker: Marker?, _ interface: InterfaceName) -> Forwarding? {
    if let forwarding = file?.forwarding { return forwarding }
    guard let marker, marker.interfaces.contains(interface.text), !marker.forwarding.isEmpty else { return nil }
    let families = marker.forwarding
    return Forwarding(
      ipv4: families.contains(IPAddress.Family.ipv4.name), ipv6: families.contains(IPAddress.Family.ipv6.name))
  }

  private static func setting(_ line: String) -> String? {
    let halves = line.split(separator: "=", maxSplits: 1)
    guard halves.count == 2, let key = halves[0].split(separator: " ").first, !key.hasPrefix("#") else { return nil }
    return "\(key) = \(halves[1].drop { $0 == " " })"
  }
}

/// Why a host that was reached could not be imported.
enum HostImportError: DiagnosedError, Hashable {
  case interface(String, wanted: InterfaceName?, [InterfaceName])
  case lost(String)
  case nameless(String, String)

  var diagnostics: [Diagnostic] {
    switch self {
    case .interface(let node, let wanted, let names):
      let list = names.map(\.text).joined(separator: ", ")
      let what = wanted.map { "has no WireGuard interface \($0)" } ?? "has \(names.count) WireGuard interfaces"
      return [
        Diagnostic(
          code: .importInterface, names.isEmpty ? "has no WireGuard interface" : "\(what): there is \(list)",
          at: .node(node), remedy: names.isEmpty ? "Leave it out." : "Say which one: `--interface NAME`.")
      ]
    case .lost(let node):
      return [Diagnostic(code: .hostUnreachable, "was lost while it was read", at: .node(node), remedy: "Try again.")]
    case .nameless(let node, let hostname):
      return [
        Diagnostic(
          code: .importName, "calls itself `\(hostname)`, which cannot be a node's name", at: .node(node),
          remedy: "Give it one: `NAME=\(node)`.")
      ]
    }
  }
}
