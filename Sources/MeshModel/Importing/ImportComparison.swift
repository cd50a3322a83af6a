import WireGuard

/// One value of a node that would become another one.
package struct ImportDifference: Hashable, Sendable {
  package var node: String
  /// The peer that it is about; `nil` for the interface itself.
  package var peer: String?
  /// As wg-quick(8) spells it; `peer` for a peer that comes or goes; `forwarding` for the families that packets of others
  /// are passed on in.
  package var field: String
  package var was: [String]
  package var becomes: [String]
}

/// Compares what was read with what the mesh compiles to, by parsed value.
struct ImportComparison {
  private(set) var differences: [ImportDifference] = []
  private(set) var nodes = 0
  private(set) var peers = 0

  init(_ read: ImportedMesh, _ mesh: Mesh) {
    let compiler = MeshCompiler(mesh)
    let names = Dictionary(read.nodes.compactMap { node in node.publicKey.map { ($0, node.name) } }) { first, _ in first
    }
    for node in read.nodes {
      guard let host = node.host else { continue }
      guard let desired = compiler.desired(node.name), let interface = desired.interfaces.first?.configuration else {
        add(node.name, "PublicKey", ["unknown: no peer has its address"], ["left out until it is enrolled"])
        continue
      }
      nodes += 1
      peers += host.peers.count
      compare(host, interface)
      if let forwarding = host.forwarding { compare(forwarding, desired.forwarding, of: node.name) }
      compare(host.peers, interface.peers, of: node.name, names)
    }
  }

  /// Settings that Weft gives an interface itself.
  static func isWefts(_ setting: String) -> Bool { setting == "Table" || setting == "SaveConfig" }

  /// What nothing says fits every value.
  private mutating func compare(_ host: ImportedHost, _ interface: Interface) {
    func text(_ value: (some CustomStringConvertible)?) -> [String] { value.map { [$0.description] } ?? [] }
    if let name = host.interface, name != interface.name {
      add(host.name, "interface", text(name), text(interface.name))
    }
    if let port = host.listenPort, port != interface.listenPort {
      add(host.name, "ListenPort", text(port), text(interface.listenPort))
    }
    if let mtu = host.mtu, mtu != interface.mtu { add(host.name, "MTU", text(mtu), text(interface.mtu)) }
    let addresses = Set(host.addresses.map(\.address)).sorted()
    if addresses != interface.addresses.map(\.address).sorted() {
      add(host.name, "Address", addresses.map(\.description), interface.addresses.map(\.address.description))
    }
    for setting in host.settings {
      let words = setting.split(separator: " ", maxSplits: 2).map { $0.lowercased() }
      guard words.count == 3, ["table", "saveconfig"].contains(words[0]) else { continue }
      if words[2] == "off" || words[2] == "false" { continue }
      add(host.name, words[0] == "table" ? "Table" : "SaveConfig", [words[2]], words[0] == "table" ? ["off"] : [])
    }
  }

  private mutating func compare(_ was: Forwarding, _ becomes: Forwarding, of node: String) {
    func text(_ forwarding: Forwarding) -> [String] {
      IPAddress.Family.allCases.filter { forwarding[$0] }.map(\.name)
    }
    if was != becomes { add(node, "forwarding", text(was), text(becomes)) }
  }

  private mutating func compare(_ old: [Peer], _ new: [Peer], of node: String, _ names: [PublicKey: String]) {
    let becomes = Dictionary(new.map { ($0.publicKey, $0) }) { first, _ in first }
    let was = Set(old.map(\.publicKey))
    for peer in old {
      let name = names[peer.publicKey] ?? peer.publicKey.abbreviation
      guard let after = becomes[peer.publicKey] else {
        let prefixes = peer.allowedIPs.map(\.description)
        add(node, "peer", prefixes.isEmpty ? ["without AllowedIPs"] : prefixes, [], peer: name)
        continue
      }
      if peer.endpoint != after.endpoint {
        add(
          node, "Endpoint", [peer.endpoint].compactMap { $0?.description },
          [after.endpoint].compactMap { $0?.description }, peer: name)
      }
      if let becomes = Self.becomes(peer.allowedIPs, after.allowedIPs) {
        add(node, "AllowedIPs", peer.allowedIPs.map(\.description), becomes.map(\.description), peer: name)
      }
      if peer.keepalive != after.keepalive {
        add(node, "PersistentKeepalive", Self.text(peer.keepalive), Self.text(after.keepalive), peer: name)
      }
      if !Self.fits(peer.presharedKey, after.presharedKey) {
        add(node, "PresharedKey", Self.text(peer.presharedKey), Self.text(after.presharedKey), peer: name)
      }
    }
    for peer in new where !was.contains(peer.publicKey) {
      add(node, "peer", [], peer.allowedIPs.map(\.description), peer: names[peer.publicKey] ?? "")
    }
  }

  /// What AllowedIPs would become, with what stays as it was spelled; `nil` where they hold the same addresses.
  private static func becomes(_ was: [Prefix], _ after: [Prefix]) -> [Prefix]? {
    guard was != after else { return nil }
    let whole = Prefix.aggregated(after)
    guard whole != Prefix.aggregated(was) else { return nil }
    let staying = was.filter { $0.subtracting(whole).isEmpty }
    let kept = Prefix.aggregated(staying)
    return (staying + after.flatMap { $0.subtracting(kept) }).sorted()
  }

  /// A key that no file of Weft's holds is made anew, whatever it is called.
  private static func fits(_ was: PresharedKey, _ becomes: PresharedKey) -> Bool {
    switch (was, becomes) {
    case (.off, .off): true
    case (.off, _), (_, .off): false
    case (.file(let old), .file(let new)): old == new
    case (.unknown, _), (_, .unknown): true
    }
  }

  private static func text(_ key: PresharedKey) -> [String] {
    switch key {
    case .off: []
    case .unknown: ["one"]
    case .file(let name): [name.fileName]
    }
  }

  private static func text(_ keepalive: UInt16) -> [String] { [keepalive == 0 ? "off" : "\(keepalive)"] }

  private mutating func add(_ node: String, _ field: String, _ was: [String], _ becomes: [String], peer: String? = nil)
  {
    differences.append(ImportDifference(node: node, peer: peer, field: field, was: was, becomes: becomes))
  }
}
