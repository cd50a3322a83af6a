package import Diagnostics

/// A wg-quick file as it is written, without its secrets (wg-quick(8); wg(8), CONFIGURATION FILE FORMAT).
///
/// Of the private key there is only the public half, which other files know the node by.
package struct QuickFile: Hashable, Sendable {
  /// An address of the interface with the length of its network.
  package struct Address: Hashable, Sendable {
    package var address: IPAddress
    /// Leading bits of the network that is reached over the interface.
    package var length: Int
    package var place: SourceRange

    package init(address: IPAddress, length: Int, place: SourceRange) {
      self.address = address
      self.length = length
      self.place = place
    }
  }

  /// A `[Peer]` section.
  package struct PeerSection: Hashable, Sendable {
    /// From a comment in the section or right above it.
    package var name: String?
    package var publicKey: PublicKey
    package var endpoint: Endpoint?
    /// In the order of the file.
    package var allowedIPs: [Prefix]
    /// Seconds; 0 is off.
    package var keepalive: UInt16
    package var hasPresharedKey: Bool
    package var place: SourceRange
  }

  /// A line of the `[Interface]` section that says nothing about tunnels: DNS, hooks, marks.
  package struct OtherLine: Hashable, Sendable {
    /// As wg-quick(8) spells it.
    package var key: String
    package var value: String
    package var place: SourceRange
  }

  /// Path of the file.
  package var file: String
  /// From a comment such as `# Name = hub-a` in the `[Interface]` section.
  package var name: String?
  package var publicKey: PublicKey?
  package var addresses: [Address] = []
  package var listenPort: UInt16?
  /// Bytes.
  package var mtu: Int?
  package var otherLines: [OtherLine] = []
  /// What hooks of Weft's switch forwarding on for; `nil` in a file without any, which says nothing of it.
  package var forwarding: Forwarding?
  package var peers: [PeerSection] = []
}

extension QuickFile {
  /// Reads a file.
  /// - Parameter file: Its path, for the places of diagnostics. None of these shows a line that may hold a secret.
  /// - Returns: `nil` where there is an error among the diagnostics.
  package static func read(_ bytes: [UInt8], file: String) -> (file: QuickFile?, diagnostics: [Diagnostic]) {
    var reader = QuickFileReader(file: file)
    reader.read(bytes)
    return (reader.diagnostics.isEmpty ? reader.result : nil, reader.diagnostics)
  }
}
