/// Which peer of an interface an address belongs to: the one table that WireGuard sends by and checks sources with.
///
/// A prefix has one owner, the last that it was given to; the longest prefix that holds an address decides
/// (drivers/net/wireguard/allowedips.c).
package struct CryptoKeyRouting: Sendable {
  private let table: PrefixTable<PublicKey>

  package init(peers: some Sequence<Peer>) {
    table = PrefixTable(peers.lazy.flatMap { peer in peer.allowedIPs.lazy.map { ($0, peer.publicKey) } })
  }

  /// The peer that the address is sent to and accepted from.
  package func owner(of address: IPAddress) -> PublicKey? { owner(of: Prefix(host: address)) }

  /// The owner of the longest prefix that holds all of this one; prefixes inside it are not looked at.
  package func owner(of prefix: Prefix) -> PublicKey? { table.match(prefix)?.value }

  /// The prefix that decides about an address, and the peer that has it.
  package func match(_ address: IPAddress) -> (prefix: Prefix, owner: PublicKey)? {
    table.match(Prefix(host: address)).map { ($0.prefix, $0.value) }
  }
}
