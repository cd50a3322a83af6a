/// One packet of the underlay, as a capture on every interface holds it.
struct Packet {
  /// What a packet is to somebody who listens on the way.
  enum Kind: Hashable {
    /// A message type of WireGuard (the paper, section 5.4): 1 and 2 are the handshake, 3 a cookie, 4 data.
    case wireGuard(UInt8)
    case ssh
    case arp
    /// Neighbours and groups of IPv6: never past the next machine (RFC 4861, RFC 3810).
    case neighbour
    /// Anything else: its protocol, and its bytes.
    case other(String)
  }

  /// EtherType.
  let type: UInt16
  /// From the network header on.
  let bytes: [UInt8]

  /// - Parameter record: a packet of a capture of link type LINUX_SLL2, whole.
  init?(linuxCooked2 record: ArraySlice<UInt8>) {
    // https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html: 20 bytes, the protocol first.
    let header = Array(record.prefix(20))
    guard header.count == 20 else { return nil }
    type = UInt16(header[0]) << 8 | UInt16(header[1])
    bytes = Array(record.dropFirst(20))
  }

  var kind: Kind {
    switch type {
    case 0x0806: .arp
    case 0x0800: ipv4
    case 0x86DD: ipv6
    default: .other("EtherType \(type)")
    }
  }

  private var ipv4: Kind {
    guard bytes.count >= 20 else { return .other("IPv4, cut short") }
    return transport(bytes[9], Array(bytes.dropFirst(Int(bytes[0] & 0xF) * 4)))
  }

  private var ipv6: Kind {
    guard bytes.count >= 40 else { return .other("IPv6, cut short") }
    var (next, payload) = (bytes[6], Array(bytes.dropFirst(40)))
    if next == 0, payload.count >= 8 {
      // Hop-by-hop options come before a group's messages.
      (next, payload) = (payload[0], Array(payload.dropFirst((Int(payload[1]) + 1) * 8)))
    }
    if next == 58, let type = payload.first, (130...137).contains(type) || type == 143 { return .neighbour }
    return transport(next, payload)
  }

  private func transport(_ protocolNumber: UInt8, _ payload: [UInt8]) -> Kind {
    let ports = payload.count >= 4 ? [port(payload, 0), port(payload, 2)] : []
    if protocolNumber == 6, ports.contains(22) { return .ssh }
    if protocolNumber == 17, let message = wireGuardType(Array(payload.dropFirst(8))) { return .wireGuard(message) }
    return .other("protocol \(protocolNumber), ports \(ports): \(bytes)")
  }

  /// A message's type, where length and reserved bytes are WireGuard's too.
  private func wireGuardType(_ message: [UInt8]) -> UInt8? {
    guard message.count >= 4, message[1...3] == [0, 0, 0] else { return nil }
    switch (message[0], message.count) {
    case (1, 148), (2, 92), (3, 64): return message[0]
    // A header of 16, padding to 16, an authenticator of 16.
    case (4, 32...) where message.count % 16 == 0: return message[0]
    default: return nil
    }
  }

  private func port(_ payload: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(payload[offset]) << 8 | UInt16(payload[offset + 1])
  }
}
