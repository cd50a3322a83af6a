import Testing
import WireGuard

/// What others see of a mesh.
extension EndToEnd.Story {
  /// Inner addresses of the example, those of computers behind nodes too.
  private static let inner = [
    "fd10:10::1", "fd10:10::11", "fd10:10::12", "fd10:10::13", "fd10:10::21", "fd10:10::22", "fd10:10::23",
    "fd10:10::24", "fd10:20:21::", "fd10:20:23::",
  ]

  @Test func nothingButWireGuardCrossesTheInternet() async throws {
    try await withScene { scene in
      try await scene.applied()
      let capture = try await scene.capture {
        let ping = try await scene.lab("ping")
        #expect(ping.exitCode == 0, "\(ping)")
      }
      #expect(capture.strangers == [])
      // 8 nodes ping the 18 other addresses twice, and get answers, some through the hub.
      #expect(capture.count(.wireGuard(4)) > 8 * 18 * 2 * 2)
      for needle in try Self.needles() {
        #expect(capture.count(holding: needle) == 0, "\(needle)")
      }

      // The same eyes see what is not encrypted: a ping beside the mesh that carries an inner address.
      let clear = try await scene.capture {
        try await scene.shell(
          "ping -c 1 -W 5 -p fd100010000000000000000000000011 198.51.100.11 >/dev/null", on: "hub-a"
        ).checked()
      }
      #expect(!clear.strangers.isEmpty)
      #expect(try Self.needles().contains { clear.count(holding: $0) > 0 })
    }
  }

  /// What an inner packet would be known by: an IPv6 address, or two IPv4 addresses as a header has them. (A single
  /// IPv4 address is only four bytes: they happen.)
  private static func needles() throws -> [[UInt8]] {
    let six = try inner.map { try #require(IPAddress($0)).bigEndianBytes }
    let hosts: [UInt8] = [1, 11, 12, 13, 21, 22, 23, 24]
    let four = hosts.map { [10, 10, 0, $0] } + [[10, 20, 21, 1], [10, 20, 23, 1]]
    return six + four.flatMap { from in four.filter { $0 != from }.map { from + $0 } }
  }
}

extension IPAddress {
  /// As a packet has it.
  fileprivate var bigEndianBytes: [UInt8] {
    let count = family == .ipv4 ? 4 : 16
    return (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt128(8 * (count - 1 - $0))) }
  }
}
