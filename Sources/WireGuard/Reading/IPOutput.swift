/// What `ip -o link`, `ip -o address` and `ip route` print, iproute2's and busybox's.
enum IPOutput {
  /// `4: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc …`.
  static func link(_ text: Substring) -> (mtu: Int, flags: [Substring])? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\\" })
    guard words.count > 2, words[2].first == "<", words[2].last == ">",
      let mtu = value(after: "mtu", in: words).flatMap({ Int($0) })
    else { return nil }
    return (mtu, words[2].dropFirst().dropLast().split(separator: ","))
  }

  /// `4: wg0    inet6 fd10::1/128 scope global \       valid_lft …`. The inner `nil` is an address that nobody gave:
  /// wireguard-go's interfaces get one of link scope from the kernel.
  ///
  /// Of an address with the length of a whole network the address counts: the network is a route of the kernel's own,
  /// and none of Weft's.
  static func address(_ text: Substring) -> Prefix?? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\\" })
    guard let address = value(after: "inet", in: words) ?? value(after: "inet6", in: words),
      let (address, _) = InterfaceAddressText.parse(String(address))
    else { return .none }
    if LinkLocal.isWefts(address) { return .some(Prefix(host: address)) }
    return .some(address.family == .ipv6 && value(after: "scope", in: words) == "link" ? nil : Prefix(host: address))
  }

  /// `10.10.0.2 proto 171 scope link`, and its rank. The inner `nil` is somebody else's route.
  ///
  /// Without marks every route over the interface counts as Weft's but the kernel's own: those have a source address
  /// (IPv4), metric 256 (`IP6_RT_PRIO_ADDRCONF`, net/ip6_route.h), or are for multicast or anycast.
  static func route(_ text: Substring, _ family: IPAddress.Family, marked: Bool)
    -> (prefix: Prefix, rank: RouteRank)??
  {
    let words = text.split(separator: " ")
    guard let destination = words.first else { return .none }
    let isWefts =
      marked
      ? value(after: "proto", in: words) == "\(RouteProtocol.weft)"
      : value(after: "src", in: words) == nil && value(after: "metric", in: words) != "256"
        && !["multicast", "anycast"].contains(destination)
    guard isWefts else { return .some(nil) }
    let rank = value(after: "metric", in: words).flatMap { UInt32($0) }.map { RouteRank(metric: $0) } ?? .best
    let prefix =
      destination == "default"
      ? Prefix(masking: IPAddress(family: family, bits: 0), length: 0) : Prefix(destination)
    return prefix.map { .some(($0, rank)) }
  }

  private static func value(after key: String, in words: [Substring]) -> Substring? {
    guard let index = words.firstIndex(of: key[...]), index + 1 < words.count else { return nil }
    return words[index + 1]
  }
}
