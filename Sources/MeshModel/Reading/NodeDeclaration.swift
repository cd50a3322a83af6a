import Diagnostics
import WireGuard

/// A node as it is written, with places: what the checks across files look at.
struct NodeDeclaration: Sendable {
  var name: String
  var file: String
  var publicKey: Located<PublicKey>?
  var addresses: [Located<IPAddress>]
  var endpoint: Located<Endpoint>?
  var networks: [Located<Prefix>]
  var tags: [Located<String>]
  var isManaged: Bool
  /// What it says for itself, and what its tags say for it.
  var settings = NodeDefaults()
  var ssh: SSHDeclaration?
  /// Its name and its lines in `mesh.yaml`; `nil` where it has a file of its own.
  var listing: Listing?
  /// Keys that the file has, well or badly written: what follows from a mistake is not told again.
  var written: Written

  /// Which keys a file has.
  struct Written: Hashable, Sendable {
    var publicKey: Bool
    var addresses: Bool
    var endpoint: Bool
    var ssh: Bool

    /// Of a file that could not be read at all: it may have them all.
    static let unknown = Written(publicKey: true, addresses: true, endpoint: true, ssh: true)
  }

  struct Listing: Hashable, Sendable {
    var name: SourceRange
    var lines: ClosedRange<Int>
  }

  /// The file as a whole, or the name that it is listed under.
  var place: Place { .source(listing?.name ?? SourceRange(file: file)) }

  var node: Node {
    Node(
      name: name,
      publicKey: publicKey?.value,
      addresses: addresses.map(\.value).sorted(),
      endpoint: endpoint?.value,
      networks: networks.map(\.value).sorted(),
      tags: tags.map(\.value),
      isManaged: isManaged,
      forwards: settings.forward?.value ?? false,
      ssh: ssh?.target(settings),
      interface: settings.interface?.value,
      listenPort: settings.listenPort?.value,
      mtu: settings.mtu?.value,
      keepalive: settings.keepalive?.value,
      isStatic: settings.routing?.value == .static,
      rotationMethod: settings.rotationMethod?.value,
      file: file,
      isListed: listing != nil)
  }
}

/// A node's `ssh` with places.
struct SSHDeclaration: Sendable {
  var host: Located<String>
  var port: Located<UInt16>?
  var user: Located<String>?
  var hostKeys: [String]
  var jump: [Located<String>]?

  /// With what it leaves out taken from the node's settings.
  func target(_ settings: NodeDefaults) -> SSHTarget {
    SSHTarget(
      host: host.value, port: settings.sshPort?.value, user: settings.sshUser?.value, hostKeys: hostKeys,
      jump: settings.sshJump?.value.map(\.value) ?? [])
  }
}

extension NodeDeclaration {
  /// A file that could not be read: the node is there, and nothing else is known of it.
  init(unread name: String, file: String) {
    self.init(
      name: name, file: file, addresses: [], networks: [], tags: [], isManaged: true, written: .unknown)
  }

  /// Reads what is there; what is missing or wrong is reported and left empty.
  init(name: String, file: String, reader: inout GroupReader) {
    self.name = name
    self.file = file
    publicKey = reader.read(NodeKeys.publicKey)
    addresses = reader.read(NodeKeys.addresses) ?? []
    endpoint = reader.read(NodeKeys.endpoint)
    networks = reader.read(NodeKeys.networks)
    tags = reader.read(NodeKeys.tags)
    isManaged = reader.read(NodeKeys.managed)
    settings = NodeDefaults(&reader)
    ssh = reader.read(NodeKeys.ssh)
    (settings.sshPort, settings.sshUser) = (ssh?.port, ssh?.user)
    settings.sshJump = ssh.flatMap { ssh in ssh.jump.map { Located(value: $0, place: ssh.host.place) } }
    written = Written(
      publicKey: reader.has(NodeKeys.publicKey), addresses: reader.has(NodeKeys.addresses),
      endpoint: reader.has(NodeKeys.endpoint), ssh: reader.has(NodeKeys.ssh))
  }
}

extension Form where Value == SSHDeclaration {
  static var sshTarget: Form {
    .group(SSHTargetKeys.section) { reader in
      let host = reader.read(SSHTargetKeys.host)
      let port = reader.read(SSHTargetKeys.port)
      let user = reader.read(SSHTargetKeys.user)
      let hostKeys = reader.read(SSHTargetKeys.hostKey)
      let jump = reader.read(SSHTargetKeys.jump.key)
      return host.map {
        SSHDeclaration(host: $0, port: port, user: user, hostKeys: hostKeys, jump: jump)
      }
    }
  }
}

extension Form where Value == NodeDeclaration {
  /// A node among `nodes` of `mesh.yaml`; its name is its key.
  static var listedNode: Form {
    .group(NodeKeys.section) { reader in NodeDeclaration(name: "", file: reader.place.file, reader: &reader) }
  }
}

extension NodeDeclaration {
  init(listed node: Named<NodeDeclaration>) {
    self = node.value
    name = node.name.value
    listing = Listing(name: node.name.place, lines: node.lines)
  }

  /// Nodes to jump through, its own or its tags'.
  var jump: [Located<String>] { ssh == nil ? [] : settings.sshJump?.value ?? [] }
}
