/// A route as `ip route` prints it, whoever set it up.
package struct HostRoute: Hashable, Sendable {
  /// `unicast`, or what else a route can be (ip-route(8), "TYPE").
  package enum Kind: String, Hashable, Sendable {
    case unicast, local, broadcast, anycast, multicast, blackhole, unreachable, prohibit
    /// Goes on with the next routing table.
    case `throw`
  }

  package let kind: Kind
  package let prefix: Prefix
  /// Several share the packets.
  package let interfaces: [String]
  package let owner: Owner
  /// As the kernel prefers them: the lowest first.
  package let metric: UInt32
  /// `nil` for the main one.
  package let table: String?

  /// Who set it up, by the protocol that it carries (`rtm_protocol`, linux/rtnetlink.h).
  package enum Owner: Hashable, Sendable {
    /// ``RouteProtocol/weft``.
    case weft
    /// A routing daemon, by iproute2's name of the protocol.
    case daemon(String)
    case kernel
    /// `ip route add` without more: a person, or a script.
    case boot
    case other(String)
    /// busybox's `ip` does not say.
    case unknown
  }

  /// - Parameter isMarked: Whether the tool says whose a route is: iproute2 leaves out `boot` alone.
  init?(_ text: Substring, family: IPAddress.Family, isMarked: Bool) {
    var words = IPWords(text)
    kind =
      words.first.flatMap { Kind(rawValue: String($0)) }.map { kind in
        words.removeFirst()
        return kind
      } ?? .unicast
    guard let destination = words.first else { return nil }
    let all = Prefix(masking: IPAddress(family: family, bits: 0), length: 0)
    guard let prefix = destination == "default" ? all : Prefix(destination) else { return nil }
    self.prefix = prefix
    interfaces = words.all(after: "dev").map(String.init)
    owner = Owner(words[after: "proto"], isMarked: isMarked)
    // busybox prints it with a sign.
    metric = words[after: "metric"].flatMap { Int64($0) }.map { UInt32(truncatingIfNeeded: $0) } ?? 0
    table = words[after: "table"].map(String.init)
  }
}

extension HostRoute.Owner {
  init(_ protocol: Substring?, isMarked: Bool) {
    guard let name = `protocol` else {
      self = isMarked ? .boot : .unknown
      return
    }
    switch name {
    case "\(RouteProtocol.weft)", "weft": self = .weft
    case "kernel", "2": self = .kernel
    case "boot", "3": self = .boot
    default:
      let number = Self.daemons[String(name)]
      if let daemon = number ?? (Self.daemons.values.contains(String(name)) ? String(name) : nil) {
        self = .daemon(daemon)
      } else {
        self = .other(String(name))
      }
    }
  }

  /// Of linux/rtnetlink.h, by the names of iproute2's rt_protos; an old iproute2 prints the number.
  private static let daemons = [
    "11": "zebra", "12": "bird", "42": "babel", "186": "bgp", "187": "isis", "188": "ospf", "189": "rip",
    "192": "eigrp",
  ]
}

/// The words of one line of `ip -o`.
struct IPWords {
  private var words: [Substring]

  init(_ text: Substring) { words = text.split(whereSeparator: { $0 == " " || $0 == "\\" || $0 == "\t" }) }

  var first: Substring? { words.first }

  mutating func removeFirst() { words.removeFirst() }

  func all(after key: Substring) -> [Substring] {
    words.indices.dropLast().filter { words[$0] == key }.map { words[$0 + 1] }
  }

  subscript(after key: Substring) -> Substring? {
    guard let index = words.firstIndex(of: key), index + 1 < words.count else { return nil }
    return words[index + 1]
  }
}
