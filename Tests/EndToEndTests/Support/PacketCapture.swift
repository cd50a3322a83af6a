import Foundation
import TestSupport

/// Every packet that crosses the lab's internet while something happens.
struct PacketCapture {
  let packets: [Packet]

  /// Packets that are neither WireGuard's nor ssh's nor between neighbours.
  var strangers: [Packet.Kind] {
    packets.map(\.kind).filter { if case .other = $0 { true } else { false } }
  }

  /// How many packets are of a kind; one that a machine passes on is seen twice.
  func count(_ kind: Packet.Kind) -> Int { packets.count { $0.kind == kind } }

  /// How many packets hold some bytes anywhere.
  func count(holding needle: [UInt8]) -> Int {
    packets.count { packet in packet.bytes.firstRange(of: needle) != nil }
  }
}

extension LabScene {
  /// Captures on the internet's interfaces while a body runs.
  func capture(during body: () async throws -> Void) async throws -> PacketCapture {
    let file = folder + "/capture-\(UUID().uuidString.prefix(8)).pcap"
    // `exec`: the id is that of tcpdump, in the lab. Its buffer has room for packets of the full length that is asked
    // for, and they are no longer than the MTU here.
    let script = """
      echo $$ >"$0.pid"
      exec tcpdump -i any -y LINUX_SLL2 -Z root -s 2048 -B 8192 --immediate-mode -U -w "$0"
      """
    async let listening = on("internet", ["sh", "-c", script, file], within: 300)
    // Its header is there once it listens.
    try await until("tcpdump listens") { (FileManager.default.contents(atPath: file)?.count ?? 0) >= 24 }
    do {
      try await body()
      try await shell("kill -INT $(cat \(file).pid)", on: "internet").checked()
    } catch {
      _ = try? await shell("kill -INT $(cat \(file).pid)", on: "internet")
      throw error
    }
    let report = try await listening.checked().errorOutput
    guard report.contains("\n0 packets dropped by kernel") else { throw SceneError(description: report) }
    return PacketCapture(packets: Self.packets(in: try Data(contentsOf: URL(fileURLWithPath: file))))
  }

  /// The packets of a file of this machine's byte order: https://www.tcpdump.org/manpages/pcap-savefile.5.html
  private static func packets(in data: Data) -> [Packet] {
    let bytes = [UInt8](data)
    var packets: [Packet] = []
    var offset = 24
    while offset + 16 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[offset + 8 + $1]) << (8 * $1) }
      let end = min(offset + 16 + length, bytes.count)
      if let packet = Packet(linuxCooked2: bytes[offset + 16..<end]) { packets.append(packet) }
      offset = end
    }
    return packets
  }
}
