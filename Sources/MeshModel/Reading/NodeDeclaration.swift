import Diagnostics
import WireGuard

/// A node's file as it is written, with places: what the checks across files look at.
struct NodeDeclaration: Sendable {
  var name: String
  var file: String
  var publicKey: Located<PublicKey>?
  var addresses: [Located<IPAddress>]
  var endpoint: Located<Endpoint>?
  var networks: [Located<Prefix>]
  var tags: [Located<String>]
  var isManaged: Bool
  var forwards: Bool
  var ssh: SSHDeclaration?
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

  /// The file as a whole.
  var place: Place { .source(SourceRange(file: file)) }

  var node: Node {
    Node(
      name: name,
      publicKey: publicKey?.value,
      addresses: addresses.map(\.value).sorted(),
      endpoint: endpoint?.value,
      networks: networks.map(\.value).sorted(),
      tags: tags.map(\.value),
      isManaged: isManaged,
      forwards: forwards,
      ssh: ssh?.target,
      file: file)
  }
}

/// A node's `ssh` with places.
struct SSHDeclaration: Sendable {
  var host: Located<String>
  var port: UInt16?
  var user: String?
  var hostKeys: [String]
  var jump: [Located<String>]

  var target: SSHTarget {
    SSHTarget(host: host.value, port: port, user: user, hostKeys: hostKeys, jump: jump.map(\.value))
  }
}

extension NodeDeclaration {
  /// A file that could not be read: the node is there, and nothing else is known of it.
  init(unread name: String, file: String) {
    self.init(
      name: name, file: file, addresses: [], networks: [], tags: [], isManaged: true, forwards: false,
      written: .unknown)
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
    forwards = reader.read(NodeKeys.forward)
    ssh = reader.read(NodeKeys.ssh)
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
      let jump = reader.read(SSHTargetKeys.jump)
      return host.map {
        SSHDeclaration(host: $0, port: port, user: user, hostKeys: hostKeys, jump: jump)
      }
    }
  }
}
