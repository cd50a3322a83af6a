import WireGuard

/// What happens to packets on one way through the lab's internet.
///
/// A way is all that leaves a machine (`from` alone), all that goes to one (`to` alone), or all from one to another. A
/// packet on several of these ways takes the delays of all of them, and can be lost on each.
package struct Delay: Hashable, Sendable, Codable {
  package var from: Site?
  package var to: Site?
  package var traffic: Traffic
  /// 0 to 60,000.
  package var milliseconds: Double
  /// Percent of the packets that never arrive.
  package var loss: Double
  /// The same seed loses the same packets of a way: its third and its eighth, say.
  package var seed: Int

  /// Where a machine is plugged into the lab's internet; those behind one NAT are at the same site.
  package struct Site: Hashable, Sendable, Codable {
    /// The machine right at the internet.
    package var machine: String
    /// Its port there.
    var port: String
    /// Sources of what it sends, and targets of what is sent to it.
    var addresses: [InterfaceAddress]
  }

  /// Which packets.
  package enum Traffic: Hashable, Sendable, Codable {
    case all
    /// The tunnels' own packets: there is no other UDP between the lab's machines.
    case udp
    /// To or from this TCP port: ssh, say.
    case tcp(UInt16)
  }

  /// The two ends, as people read them.
  var way: String { (from?.machine ?? "anywhere") + " → " + (to?.machine ?? "anywhere") }

  /// Whether both are about the same packets.
  func isSameWay(as other: Self) -> Bool {
    from?.machine == other.from?.machine && to?.machine == other.to?.machine && traffic == other.traffic
  }
}

extension Delay: CustomStringConvertible {
  package var description: String {
    let number = { (value: Double) in value == value.rounded() ? "\(Int(value))" : "\(value)" }
    return [way, traffic.description, "\(number(milliseconds)) ms"].joined(separator: "  ")
      + (loss > 0 ? "  \(number(loss)) % lost, seed \(seed)" : "")
  }
}

extension Delay.Traffic: CustomStringConvertible {
  package var description: String {
    switch self {
    case .all: "all packets"
    case .udp: "udp"
    case .tcp(let port): "tcp port \(port)"
    }
  }
}
