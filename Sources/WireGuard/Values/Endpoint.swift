/// Where a peer listens: an address or a DNS name, and a UDP port.
package struct Endpoint: Hashable, Sendable {
  package enum Host: Hashable, Sendable {
    case address(IPAddress)
    /// A DNS name (RFC 1123, section 2.1). `wg` resolves it once, when it is set.
    case name(String)
  }

  package var host: Host
  package var port: UInt16

  package init(host: Host, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `203.0.113.1:51820`, `[2001:db8::1]:51820` or `hub.example.net:51820`.
  package init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0,
      text[text.index(after: colon)...].utf8.first.map({ (49...57).contains($0) }) == true,
      let host = Host(text[..<colon])
    else { return nil }
    self.init(host: host, port: port)
  }

  /// The address, where the host is one.
  package var address: IPAddress? {
    if case .address(let address) = host { address } else { nil }
  }
}

extension Endpoint.Host {
  /// Reads an address (IPv6 in brackets) or a DNS name.
  package init?(_ text: some StringProtocol) {
    if text.first == "[" {
      guard text.last == "]", let address = IPAddress(text.dropFirst().dropLast()), address.family == .ipv6
      else { return nil }
      self = .address(address)
    } else if let address = IPAddress(text) {
      guard address.family == .ipv4 else { return nil }
      self = .address(address)
    } else {
      guard DomainName.isValid(text) else { return nil }
      self = .name(text.lowercased())
    }
  }
}

extension Endpoint: CustomStringConvertible {
  package var description: String { "\(host):\(port)" }
}

extension Endpoint.Host: CustomStringConvertible {
  /// As `wg` reads it: an IPv6 address in brackets.
  package var description: String {
    switch self {
    case .address(let address): address.family == .ipv6 ? "[\(address)]" : address.description
    case .name(let name): name
    }
  }
}

/// DNS host names: letters, digits and hyphens in labels of 1 to 63, 253 in all (RFC 1123, section 2.1).
package enum DomainName {
  package static func isValid(_ text: some StringProtocol) -> Bool {
    let labels = Array(text.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, labels.allSatisfy({ isLabel($0) }), let last = labels.last else { return false }
    // A last label of digits alone would be read as an IPv4 address (RFC 1123, section 2.1).
    return !last.allSatisfy { (48...57).contains($0) }
  }

  private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { byte in
        (48...57).contains(byte) || (97...122).contains(byte | 32) || byte == hyphen
      }
  }
}
