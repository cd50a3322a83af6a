import Diagnostics
import WireGuard

extension Form where Value == PublicKey {
  static var publicKey: Form {
    .scalar(
      "a WireGuard public key: 44 characters of base64 that end in `=`", .text(pattern: TextPattern.publicKey)
    ) { text throws(Unreadable) in
      guard let key = PublicKey(text) else {
        throw Unreadable(
          code: .publicKey, message: "not a WireGuard public key: 44 characters of base64 that end in `=`",
          remedy: text.count == 44
            ? "Copy it again: a character is wrong." : "It has \(text.count) characters. `wg pubkey` prints one.")
      }
      guard !key.isZero else {
        throw Unreadable(
          code: .publicKey, message: "the key of all zeros belongs to nobody",
          remedy: "Leave `publicKey` out until the node is enrolled.")
      }
      return key
    }
  }
}

extension Form where Value == IPAddress {
  static var address: Form {
    .scalar("an IPv4 or IPv6 address", .text(pattern: TextPattern.address)) { text throws(Unreadable) in
      guard let address = IPAddress(text) else {
        throw Unreadable(
          code: .address, message: "`\(text)` is not an IPv4 or IPv6 address",
          remedy: text.contains("/") ? "An address has no length: a node's is always a /32 or /128." : "")
      }
      guard !address.isUnusable else {
        throw Unreadable(
          code: .address,
          message: "\(address) is loopback, multicast, of link scope or unspecified: no node can have it")
      }
      return address
    }
  }
}

extension Form where Value == Prefix {
  static var prefix: Form {
    .scalar("a network such as 10.20.1.0/24 or fd10:20:1::/64", .text(pattern: TextPattern.prefix)) {
      text throws(Unreadable) in
      if let prefix = Prefix(text) {
        guard prefix.length > 0 else {
          throw Unreadable(
            code: .defaultRoute, message: "\(prefix) would take everything, the tunnels' own packets too",
            remedy: "Name the networks. A default route through the mesh cannot be declared yet.")
        }
        guard !prefix.isUnusable else {
          throw Unreadable(
            code: .prefix,
            message: "\(prefix) is loopback, multicast, of link scope or unspecified: nothing is routed there",
            remedy: "Write a network that packets are routed to, such as 10.20.1.0/24.")
        }
        return prefix
      }
      if let masked = Prefix(masking: text) {
        throw Unreadable(
          code: .prefixHostBits, message: "\(text) has bits set beyond its length",
          remedy: "Did you mean `\(masked)`?")
      }
      throw Unreadable(
        code: .prefix, message: "`\(text)` is not a network",
        remedy: "Write an address and a length, such as 10.20.1.0/24 or fd10:20:1::/64.")
    }
  }
}

extension Form where Value == Endpoint {
  static var endpoint: Form {
    .scalar(
      "an address or name with a port, such as hub.example.net:51820", .text(pattern: TextPattern.endpoint)
    ) { text throws(Unreadable) in
      if let endpoint = Endpoint(text) {
        guard let address = endpoint.address, address.isUnusable else { return endpoint }
        throw Unreadable(
          code: .endpoint,
          message: "\(address) is loopback, multicast, of link scope or unspecified: no peer can reach it",
          remedy: "Write where its peers reach it; leave `endpoint` out where they cannot.")
      }
      throw Unreadable(
        code: .endpoint, message: "`\(text)` is not an endpoint", remedy: remedy(text))
    }
  }

  private static func remedy(_ text: String) -> String {
    let bracketed = IPAddress(text).map { $0.family == .ipv6 } ?? false
    if bracketed { return "Put an IPv6 address into brackets, and add the port: `[\(text)]:51820`." }
    let hasPort = text.split(separator: ":").last.map { $0.allSatisfy(\.isNumber) } ?? false
    if !hasPort { return "Add the port: `\(text):51820`." }
    return "Write ADDRESS:PORT, [IPV6]:PORT or NAME:PORT, with a port from 1 to 65535."
  }
}

extension Form where Value == InterfaceName {
  static var interfaceName: Form {
    .scalar(
      "an interface's name: up to 15 of a-z A-Z 0-9 _ = + . -", .text(pattern: TextPattern.interfaceName)
    ) { text in InterfaceName(text) }
  }
}
