import WireGuard

/// An IP packet that the forwarder holds.
struct DelayedPacket {
  /// Packets that stay in order: one way between two addresses, for one protocol.
  struct Stream: Hashable {
    var isIPv6: Bool
    var protocolNumber: UInt8
    /// The two addresses as they are in the header, source first: of an IPv4 packet one word holds both.
    var first: UInt64
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
  }

  let bytes: [UInt8]
  let stream: Stream

  /// - Returns: `nil` where it is no whole header of RFC 791 or RFC 8200.
  init?(_ bytes: [UInt8]) {
    switch bytes.first.map({ $0 >> 4 }) {
    case 4 where bytes.count >= 20:
      stream = Stream(isIPv6: false, protocolNumber: bytes[9], first: Self.word(bytes, 12))
    case 6 where bytes.count >= 40:
      stream = Stream(
        isIPv6: true, protocolNumber: bytes[6], first: Self.word(bytes, 8), second: Self.word(bytes, 16),
        third: Self.word(bytes, 24), fourth: Self.word(bytes, 32))
    default: return nil
    }
    self.bytes = bytes
  }

  /// Whether it is TCP to or from a port.
  func hasTCPPort(_ port: UInt16) -> Bool {
    let payload = stream.isIPv6 ? 40 : Int(bytes[0] & 0xF) * 4
    guard stream.protocolNumber == 6, bytes.count >= payload + 4 else { return false }
    return [payload, payload + 2].contains { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) == port }
  }

  /// Once a packet: loops over bytes are too slow in a debug build.
  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) })
  }
}

extension DelayedPacket.Stream {
  var source: IPAddress {
    isIPv6
      ? IPAddress(family: .ipv6, bits: UInt128(first) << 64 | UInt128(second))
      : IPAddress(family: .ipv4, bits: UInt128(first >> 32))
  }

  var target: IPAddress {
    isIPv6
      ? IPAddress(family: .ipv6, bits: UInt128(third) << 64 | UInt128(fourth))
      : IPAddress(family: .ipv4, bits: UInt128(first & 0xFFFF_FFFF))
  }
}

extension Delay {
  /// Whether packets of a stream can be on this way; of which TCP ports, each packet says.
  func applies(to stream: DelayedPacket.Stream) -> Bool {
    func has(_ site: Site?, _ address: IPAddress) -> Bool {
      site?.addresses.contains { $0.address == address } ?? true
    }
    let isMeant =
      switch traffic {
      case .all: true
      case .udp: stream.protocolNumber == 17
      case .tcp: stream.protocolNumber == 6
      }
    return isMeant && has(from, stream.source) && has(to, stream.target)
  }
}
