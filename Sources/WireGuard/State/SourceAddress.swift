/// Which of its addresses a host sends from, where the sender asks for none and the route names none.
package enum SourceAddress {
  /// - Parameter addresses: of the interface that the route leads into, in the order in which they were added: Weft adds
  ///   them sorted.
  /// - Returns: for IPv4 the first (`inet_select_addr`, net/ipv4/devinet.c); for IPv6 the one that has most leading bits in
  ///   common with the destination, and of equals the last (RFC 6724, section 5, rules 2 and 8; `ipv6_get_saddr_eval`,
  ///   net/ipv6/addrconf.c). `nil` where there is none of the family.
  package static func chosen(from addresses: some Sequence<Prefix>, to destination: IPAddress) -> IPAddress? {
    let own = addresses.map(\.address).filter { $0.family == destination.family && !LinkLocal.isWefts($0) }
    guard destination.family == .ipv6 else { return own.first }
    let common = { (address: IPAddress) in (address.bits ^ destination.bits).leadingZeroBitCount }
    return own.reduce(nil) { best, address in
      best.map { common(address) >= common($0) ? address : $0 } ?? address
    }
  }
}
