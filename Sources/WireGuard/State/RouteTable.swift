/// Which interface of a host its routes lead an address into: the longest prefix decides (ip-route(8)).
package struct RouteTable: Sendable {
  private let table: PrefixTable<Int>

  /// Takes the routes of a host's interfaces.
  package init(_ interfaces: some Sequence<Interface>) {
    table = PrefixTable(
      interfaces.enumerated().lazy.flatMap { index, interface in interface.routes.lazy.map { ($0, index) } })
  }

  /// The route that decides about an address, and the number of its interface; `nil` where none does.
  package func match(_ address: IPAddress) -> (prefix: Prefix, interface: Int)? {
    table.match(Prefix(host: address)).map { ($0.prefix, $0.value) }
  }
}
