import WireGuard

/// A session between two keys, as far as each end still has it.
///
/// A session belongs to the entries that it was made with: who forgets the entry forgets the session. An end whose own
/// key changes cannot send under it any longer and goes on receiving for up to 180 s (drivers/net/wireguard/noise.c,
/// `wg_noise_expire_current_peer_keypairs`; REJECT-AFTER-TIME). A switch lands well within that, and every wave has to end
/// where a new handshake is possible: so time is left out.
struct Session: Hashable {
  enum Reach: Hashable {
    case forgotten
    case receives
    case sends
  }

  /// The keys that the two ends had when it was made.
  let keys: Ends<PublicKey>
  var reach: Ends<Reach>

  init(_ keys: Ends<PublicKey>) {
    self.keys = keys
    reach = Ends(first: .sends, second: .sends)
  }
}

/// The sessions of one tunnel, the latest last.
struct Sessions: Hashable {
  private(set) var all: [Session]

  init(_ keys: Ends<PublicKey>) { all = [Session(keys)] }

  /// What an end sends under when it sends to an entry of the other end's: the latest that it can.
  func current(_ side: Side, to entry: PublicKey) -> Session? {
    all.last { $0.keys[side.other] == entry && $0.reach[side] == .sends }
  }

  func isShaken(_ keys: Ends<PublicKey>) -> Bool {
    all.contains { $0.keys == keys && $0.reach.first == .sends && $0.reach.second == .sends }
  }

  mutating func shake(_ keys: Ends<PublicKey>) {
    all.removeAll { $0.keys == keys }
    all.append(Session(keys))
  }

  /// What a change at one end leaves of them.
  mutating func change(_ side: Side, from old: EndView, to new: EndView) {
    for index in all.indices {
      if new.entry(all[index].keys[side.other]) == nil {
        all[index].reach[side] = .forgotten
      } else if new.key != old.key, all[index].reach[side] == .sends {
        all[index].reach[side] = .receives
      }
    }
    // What neither end sends under is as good as gone.
    all.removeAll { $0.reach.first != .sends && $0.reach.second != .sends }
  }
}
