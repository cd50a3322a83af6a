/// The name of a network interface, as Linux and wg-quick both accept it.
///
/// At most 15 bytes (`IFNAMSIZ` in linux/if.h) of the characters that wg-quick's file names may have.
package struct InterfaceName: Hashable, Sendable {
  package let text: String

  /// What wg-quick's documents, and most people, call the first one.
  package static let wg0 = InterfaceName(unchecked: "wg0")

  private init(unchecked text: String) { self.text = text }

  package init?(_ text: some StringProtocol) {
    let bytes = text.utf8
    guard (1...15).contains(bytes.count), text != ".", text != "..",
      bytes.allSatisfy({ byte in
        (48...57).contains(byte) || (97...122).contains(byte | 32) || "_=+.-".utf8.contains(byte)
      }), bytes.first != UInt8(ascii: "-")
    else { return nil }
    self.text = String(text)
  }
}

extension InterfaceName: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.text < rhs.text }
}

extension InterfaceName: CustomStringConvertible {
  package var description: String { text }
}
