import WireGuard

/// An address together with the length of the network it is in, as `ip address` takes it; host bits are kept.
struct InterfaceAddress: Hashable, Sendable {
  var address: IPAddress
  var length: Int

  init(_ address: IPAddress, length: Int? = nil) {
    self.address = address
    self.length = length ?? address.family.width
  }

  init?(_ text: String) {
    let halves = text.split(separator: "/", maxSplits: 1)
    guard halves.count == 2, let address = IPAddress(halves[0]), let length = Int(halves[1]) else { return nil }
    self.init(address, length: length)
  }

  var family: IPAddress.Family { address.family }
  var isHost: Bool { length == family.width }
}

extension InterfaceAddress: CustomStringConvertible {
  var description: String { "\(address)/\(length)" }
}

extension InterfaceAddress: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no address with a length")
    }
    self = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
