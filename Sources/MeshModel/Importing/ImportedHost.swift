package import Diagnostics
package import WireGuard

/// One end of a mesh as it is, in a file or on a host: what an import begins with.
package struct ImportedHost: Sendable {
  /// The node's name; checked to be one.
  package var name: String
  /// Where it was read: a file, or the host.
  package var place: Place
  /// `nil` where nothing says it.
  package var interface: InterfaceName?
  /// `nil` where nothing says it: then its peers may.
  package var publicKey: PublicKey?
  /// `nil` leaves it to the kernel.
  package var listenPort: UInt16?
  /// Bytes; `nil` leaves it to wg-quick.
  package var mtu: Int?
  package var addresses: [QuickFile.Address]
  /// As they work: a prefix belongs to one of them. Of a pre-shared key nothing is known but, on a host of Weft's, its file.
  package var peers: [Peer]
  /// Names that comments give to peers.
  package var peerNames: [PublicKey: String]
  /// Settings that are no part of a mesh, as `KEY = VALUE`.
  package var settings: [String]
  /// What it passes packets of others on in; `nil` where nothing of Weft's says it.
  package var forwarding: Forwarding?
  /// How to log in; `nil` leaves it to be guessed.
  package var ssh: SSHTarget?

  package init(
    name: String,
    place: Place,
    interface: InterfaceName? = nil,
    publicKey: PublicKey? = nil,
    listenPort: UInt16? = nil,
    mtu: Int? = nil,
    addresses: [QuickFile.Address],
    peers: [Peer],
    peerNames: [PublicKey: String] = [:],
    settings: [String] = [],
    forwarding: Forwarding? = nil,
    ssh: SSHTarget? = nil
  ) {
    self.name = name
    self.place = place
    self.interface = interface
    self.publicKey = publicKey
    self.listenPort = listenPort
    self.mtu = mtu
    self.addresses = addresses
    self.peers = peers
    self.peerNames = peerNames
    self.settings = settings
    self.forwarding = forwarding
    self.ssh = ssh
  }
}

extension ImportedHost {
  /// What a file says.
  /// - Parameter name: For where the file has none.
  /// - Returns: also warnings about AllowedIPs that two peers have: of them the last one wins.
  package static func read(
    _ file: QuickFile, name: String, interface: InterfaceName?
  ) -> (host: ImportedHost, warnings: [Diagnostic]) {
    // The kernel passes over a peer that has the interface's own key.
    let sections = file.peers.filter { $0.publicKey != file.publicKey }
    let (peers, warnings) = peers(sections)
    let names = sections.compactMap { section in section.name.map { (section.publicKey, $0) } }
    let host = ImportedHost(
      name: file.name.flatMap { NodeName($0)?.text } ?? name,
      place: .source(SourceRange(file: file.file)),
      interface: interface,
      publicKey: file.publicKey,
      listenPort: file.listenPort,
      mtu: file.mtu,
      addresses: file.addresses,
      peers: peers,
      peerNames: Dictionary(names) { first, _ in first },
      settings: file.otherLines.map { "\($0.key) = \($0.value)" },
      forwarding: file.forwarding)
    return (host, warnings)
  }

  private static func peers(_ sections: [QuickFile.PeerSection]) -> ([Peer], [Diagnostic]) {
    var owners: [Prefix: Int] = [:]
    var lost: [Prefix: [Int]] = [:]
    for (index, section) in sections.enumerated() {
      for prefix in section.allowedIPs {
        if let before = owners[prefix], before != index { lost[prefix, default: []].append(before) }
        owners[prefix] = index
      }
    }
    let warnings = lost.sorted { $0.key < $1.key }.compactMap { prefix, losers -> Diagnostic? in
      guard let winner = owners[prefix] else { return nil }
      return Diagnostic(
        code: .importAllowedIPs, "\(prefix) is given to \(losers.count + 1) peers: the last one has it",
        at: .source(sections[winner].place),
        notes: losers.prefix(1).map { .init("given here first, to no effect", at: .source(sections[$0].place)) })
    }
    let peers = sections.enumerated().map { index, section in
      Peer(
        publicKey: section.publicKey, endpoint: section.endpoint,
        allowedIPs: section.allowedIPs.filter { owners[$0] == index }, keepalive: section.keepalive,
        presharedKey: section.hasPresharedKey ? .unknown : .off)
    }
    return (peers, warnings)
  }
}
