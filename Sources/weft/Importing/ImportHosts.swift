import ArgumentParser
import Diagnostics
import MeshModel
import Reconciliation
import SSH
import WireGuard

struct ImportHosts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hosts",
    abstract: "Write a mesh repository from live hosts, read over SSH. Nothing is changed on them.",
    discussion: """
      Keys, peers and addresses are those of the running interface; names of endpoints and of peers come from its \
      wg-quick file, where there is one. `weft enroll --adopt NODE…` then lets Weft manage the interface as it is.
      """
  )

  @OptionGroup var options: ImportOptions
  @OptionGroup var fleet: FleetOptions

  @Argument(
    help: ArgumentHelp("The hosts; a node is called as its host, or NAME.", valueName: "[name=][user@]host[:port]"))
  var hosts: [String]

  @Option(help: "The interface to read, where a host has several.")
  var interface: String?

  func validate() throws {
    if hosts.isEmpty { throw ValidationError("Which hosts?") }
    for host in hosts where HostText(host) == nil {
      throw ValidationError("\(host): expected [NAME=][USER@]HOST[:PORT], an IPv6 address with a port in brackets.")
    }
    if let interface, InterfaceName(interface) == nil {
      throw ValidationError("--interface: up to 15 of a-z A-Z 0-9 _ = + . -")
    }
  }

  func run() async throws {
    try NewFolder(options.out).check()
    let connector = OpenSSHConnector()
    let reader = HostImport(connector: connector, parallelism: fleet.parallel)
    let found: [ImportedHost]
    do {
      found = try await reader.read(
        hosts.compactMap { HostText($0)?.target }, mesh: options.name,
        interface: interface.flatMap { InterfaceName($0) })
      await connector.shutdown()
    } catch {
      await connector.shutdown()
      throw error
    }
    try ImportedRepository(found, name: options.name, origin: "Imported from \(found.count) hosts.").finish(options)
  }
}

/// A host as it is typed: `[NAME=][USER@]HOST[:PORT]`.
private struct HostText {
  let target: HostImport.Target

  init?(_ text: String) {
    var rest = Substring(text)
    var name: String?
    if let equals = rest.firstIndex(of: "=") {
      name = String(rest[..<equals])
      rest = rest[rest.index(after: equals)...]
      guard let given = name, NodeName(given)?.text == given else { return nil }
    }
    var user: String?
    if let at = rest.firstIndex(of: "@") {
      user = String(rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    var port: UInt16?
    if IPAddress(rest) == nil, let endpoint = Endpoint(rest) {
      port = endpoint.port
      rest = rest[..<(rest.lastIndex(of: ":") ?? rest.endIndex)]
      if rest.first == "[" { rest = rest.dropFirst().dropLast() }
    }
    guard let ssh = SSHTarget(typedHost: String(rest), port: port, user: user) else { return nil }
    target = HostImport.Target(name: name, ssh: ssh)
  }
}
