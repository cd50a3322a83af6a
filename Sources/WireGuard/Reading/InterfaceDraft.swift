/// An interface as far as it has been read.
struct InterfaceDraft {
  var publicKey: PublicKey?
  var listenPort: UInt16
  private var mtu = 0
  private var flags: [Substring] = []
  private var checksSources = false
  private var addresses: [Prefix] = []
  private var routes: [Prefix] = []
  private var ranks: Set<RouteRank> = []
  private var peers: [PublicKey: Peer] = [:]
  private var status: [PublicKey: PeerStatus] = [:]

  init(publicKey: PublicKey?, listenPort: UInt16) {
    self.publicKey = publicKey
    self.listenPort = listenPort
  }

  func observed(as name: InterfaceName) -> ObservedInterface {
    ObservedInterface(
      configuration: Interface(
        name: name, publicKey: publicKey, listenPort: listenPort, mtu: mtu, addresses: addresses, peers: peers.values,
        routes: routes,
        rank: rank),
      status: status, isUp: flags.contains("UP"))
  }

  /// That of all routes. wireguard-go's interfaces have MULTICAST by themselves, so that alone says nothing.
  private var rank: RouteRank {
    guard ranks.count == 1, let rank = ranks.first, !checksSources else { return .best }
    return rank == .lastResort && !flags.contains("MULTICAST") ? .best : rank
  }

  /// Takes one line about the interface; `false` where it makes no sense.
  mutating func read(_ field: Substring, _ text: Substring, routesAreMarked: Bool) -> Bool {
    switch field {
    case "link":
      guard let link = IPOutput.link(text) else { return false }
      (mtu, flags) = link
    case "source-filter":
      // The interface's own value and that of all: the larger is in force, and 1 alone is strict.
      let values = text.split(separator: " ").map { Int($0) }
      guard values.count == 2, !values.contains(nil) else { return false }
      checksSources = values.compactMap(\.self).max() == 1
    case "address":
      guard let address = IPOutput.address(text) else { return false }
      addresses += [address].compactMap(\.self)
    case "route4", "route6":
      let family: IPAddress.Family = field == "route4" ? .ipv4 : .ipv6
      guard let route = IPOutput.route(text, family, marked: routesAreMarked) else { return false }
      if let route {
        routes.append(route.prefix)
        ranks.insert(route.rank)
      }
    default:
      let words = text.split(whereSeparator: { $0 == "\t" || $0 == " " })
      guard let key = words.first.flatMap({ PublicKey($0) }) else { return false }
      return read(field, of: key, words.dropFirst())
    }
    return true
  }

  /// Takes one line of a verb of `wg show`; values are as in wg(8). A peer that came after the peers were listed is
  /// passed over.
  private mutating func read(_ field: Substring, of key: PublicKey, _ values: ArraySlice<Substring>) -> Bool {
    let value = values.first ?? ""
    switch field {
    case "peers":
      peers[key] = Peer(publicKey: key, allowedIPs: [])
      status[key] = PeerStatus()
    case "endpoints":
      // `(none)`, or an address with a zone, which nothing that is declared can be.
      peers[key]?.endpoint = Endpoint(value)
    case "allowed-ips":
      let prefixes = value == "(none)" ? [] : values.map { Prefix($0) }
      guard !prefixes.contains(nil) else { return false }
      peers[key] = peers[key]?.allowing(prefixes.compactMap(\.self))
    case "latest-handshakes":
      guard let seconds = Int64(value) else { return false }
      status[key]?.latestHandshake = seconds == 0 ? nil : seconds
    case "transfer":
      guard let received = UInt64(value), let sent = values.dropFirst().first.flatMap({ UInt64($0) })
      else { return false }
      status[key]?.received = received
      status[key]?.sent = sent
    case "persistent-keepalive":
      guard let seconds = value == "off" ? 0 : UInt16(value) else { return false }
      peers[key]?.keepalive = seconds
    case "preshared-key": peers[key]?.presharedKey = PresharedKey(matching: value)
    default: return false
    }
    return true
  }
}
