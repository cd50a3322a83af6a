import FRR
import Planning
import WireGuard

/// One change; only the fields that belong to its action are there.
struct StepDocument: Encodable {
  var action = ""
  var interface: String?
  var peer: String?
  var publicKey: String?
  var endpoint: String?
  var keepaliveSeconds: UInt16?
  var allowedIpsBefore: [String]?
  var allowedIpsAfter: [String]?
  /// The generation that goes live; 0 where the key is taken away.
  var presharedKeyGeneration: Int?
  var prefix: String?
  var value: Int?
  var peers: Int?
  /// The destinations that go over the interface from then on.
  var routed: [String]?
  /// What its routes are beside a routing protocol's.
  var routes: String?
  /// What `vtysh` is told.
  var lines: [String]?

  init(_ step: Step, names: [PublicKey: String]) {
    switch step {
    case .create(let created):
      action = "create-interface"
      interface = created.name.text
      peers = created.peers.count
    case .delete(let deleted):
      action = "delete-interface"
      interface = deleted.name.text
      peers = deleted.peers.count
    case .raise(let raised):
      (action, interface, peers) = ("raise-second-interface", raised.name.text, raised.peers.count)
    case .lower(let lowered): (action, interface) = ("lower-second-interface", lowered.name.text)
    case .divert(let prefixes, _, let to):
      (action, interface, routed) = ("move-routes", to.text, prefixes.map(\.description))
    case .forgetPresharedKeys(let names):
      action = "remove-preshared-keys"
      value = names.count
    case .forward(let family):
      action = "switch-forwarding-on"
      value = Int(family.rawValue)
    case .change(let name, let command):
      interface = name.text
      fill(command, names: names)
    case .switchKey(let change): (action, publicKey) = ("switch-key", change.new.description)
    case .land(let landing):
      (action, interface, peer) = ("land", landing.interface.text, landing.node)
      publicKey = landing.peer.publicKey.description
      allowedIpsAfter = landing.peer.allowedIPs.map(\.description)
    case .follow(let pair):
      (action, interface, publicKey, peer) = ("follow", pair.interface.text, pair.new.description, names[pair.new])
    case .unfollow(let pair):
      (action, interface, publicKey, peer) = ("unfollow", pair.interface.text, pair.new.description, names[pair.new])
    case .destroyKey(let key): (action, publicKey) = ("destroy-key", key.description)
    case .route(let difference, _):
      action = "configure-frr"
      lines = difference.commands + difference.routes
    }
  }

  private mutating func fill(_ command: InterfaceCommand, names: [PublicKey: String]) {
    switch command {
    case .setKey(let key): (action, publicKey) = ("set-key", key.description)
    case .setListenPort(let port): (action, value) = ("set-listen-port", Int(port))
    case .setMTU(let mtu): (action, value) = ("set-mtu", mtu)
    case .setRank(let rank): (action, routes) = ("rank-routes", rank.rawValue)
    case .addAddress(let address): (action, prefix) = ("add-address", address.description)
    case .removeAddress(let address): (action, prefix) = ("remove-address", address.description)
    case .addRoute(let route, _): (action, prefix) = ("add-route", route.description)
    case .removeRoute(let route, _): (action, prefix) = ("remove-route", route.description)
    case .removePeer(let key): (action, publicKey, peer) = ("remove-peer", key.description, names[key])
    case .setPeer(let change):
      action = change.isNew ? "add-peer" : "change-peer"
      (publicKey, peer) = (change.publicKey.description, names[change.publicKey])
      endpoint = change.endpoint?.description
      keepaliveSeconds = change.keepalive
      allowedIpsBefore = change.allowedIPs?.before.map(\.description)
      allowedIpsAfter = change.allowedIPs?.after.map(\.description)
      presharedKeyGeneration = change.presharedKey.map(\.generation)
    }
  }
}
