/// Which peer of an interface an address belongs to: the one table that WireGuard sends by and checks sources with.
///
/// A prefix has one owner, the last that it was given to; the longest prefix that holds an address decides
/// (drivers/net/wireguard/allowedips.c).
package struct CryptoKeyRouting: Sendable {
  private var owners: [Prefix: PublicKey] = [:]
  /// Lengths in use, longest first, so that a lookup tries only those.
  private var lengths: [IPAddress.Family: [Int]] = [:]

  package init(peers: some Sequence<Peer>) {
    var used: [IPAddress.Family: Set<Int>] = [:]
    for peer in peers {
      for prefix in peer.allowedIPs {
        owners[prefix] = peer.publicKey
        used[prefix.family, default: []].insert(prefix.length)
      }
    }
    lengths = used.mapValues { $0.sorted(by: >) }
  }

  /// The peer that the address is sent to and accepted from.
  package func owner(of address: IPAddress) -> PublicKey? { owner(of: Prefix(host: address)) }

  /// The owner of the longest prefix that holds all of this one; prefixes inside it are not looked at.
  package func owner(of prefix: Prefix) -> PublicKey? {
    for length in lengths[prefix.family] ?? [] where length <= prefix.length {
      if let candidate = Prefix(masking: prefix.address, length: length), let owner = owners[candidate] {
        return owner
      }
    }
    return nil
  }
}
