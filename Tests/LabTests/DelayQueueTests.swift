import Testing
import WireGuard

@testable import Lab

@Suite struct DelayQueueTests {
  private func site(_ name: String, _ addresses: String...) -> Delay.Site {
    Delay.Site(
      machine: name, port: name, addresses: addresses.compactMap { IPAddress($0) }.map { InterfaceAddress($0) })
  }
  private var a: Delay.Site { site("a", "203.0.113.10", "2001:2::1") }
  private var b: Delay.Site { site("b", "203.0.113.20", "2001:2::2") }

  private func delay(
    _ from: Delay.Site?, _ to: Delay.Site?, _ milliseconds: Double, _ traffic: Delay.Traffic = .all, loss: Double = 0,
    seed: Int = 1
  ) -> Delay {
    Delay(from: from, to: to, traffic: traffic, milliseconds: milliseconds, loss: loss, seed: seed)
  }

  /// A header with nothing in it that the queue does not read; its last byte is the packet's number.
  private func packet(
    _ source: String, _ target: String, protocol number: UInt8 = 17, port: UInt16 = 0, number last: UInt8 = 0
  ) throws -> DelayedPacket {
    let ends = try [source, target].map { try #require(IPAddress($0)) }
    let isIPv4 = ends[0].family == .ipv4
    let bytes = ends.flatMap { end in
      (0..<end.family.width / 8).reversed().map { UInt8(truncatingIfNeeded: end.bits >> UInt128(8 * $0)) }
    }
    let head: [UInt8] =
      isIPv4 ? [0x45, 0, 0, 0, 0, 0, 0, 0, 64, number, 0, 0] : [0x60, 0, 0, 0, 0, 0, number, 64]
    let ports: [UInt8] = [0, 1, UInt8(port >> 8), UInt8(port & 0xFF), last]
    return try #require(DelayedPacket(head + bytes + ports))
  }

  /// When a packet that is taken at 0 is due, in milliseconds.
  private func due(_ packet: DelayedPacket, _ delays: [Delay]) -> Double? {
    var queue = DelayQueue(delays)
    queue.add(packet, at: 0)
    return queue.next.map { Double($0) / 1e6 }
  }

  @Test(arguments: [("203.0.113.10", "203.0.113.20"), ("2001:2::1", "2001:2::2")])
  func delaysOfAWayAddUp(there: String, back: String) throws {
    let delays = [delay(a, nil, 20), delay(nil, b, 5), delay(a, b, 0.5), delay(b, a, 100)]
    #expect(due(try packet(there, back), delays) == 25.5)
    #expect(due(try packet(back, there), delays) == 100)
  }

  @Test func onlyTheTrafficThatIsMeant() throws {
    let delays = [delay(a, nil, 1, .udp), delay(a, nil, 2, .tcp(22))]
    let (there, back) = ("203.0.113.10", "203.0.113.20")
    #expect(due(try packet(there, back, protocol: 17), delays) == 1)
    #expect(due(try packet(there, back, protocol: 6, port: 22), delays) == 2)
    #expect(due(try packet(there, back, protocol: 6, port: 23), delays) == 0)
    #expect(due(try packet(there, back, protocol: 1), delays) == 0)
  }

  @Test func packetsOfAStreamStayInOrderWhenItsDelayIsChanged() throws {
    var queue = DelayQueue([delay(a, nil, 50)])
    for number in 0..<100 as Range<UInt8> {
      if number == 40 { queue.delays = [delay(a, nil, 1)] }
      if number == 70 { queue.delays = [] }
      queue.add(try packet("203.0.113.10", "203.0.113.20", number: number), at: UInt64(number) * 1_000_000)
    }
    var numbers: [UInt8] = []
    while let bytes = queue.take(at: .max) { numbers += bytes.suffix(1) }
    #expect(numbers == Array(0..<100))
  }

  @Test func nothingLeavesBeforeItIsDueAndTheNearerOneGoesFirst() throws {
    var queue = DelayQueue([delay(a, nil, 50), delay(b, nil, 10)])
    queue.add(try packet("203.0.113.10", "203.0.113.20", number: 1), at: 0)
    queue.add(try packet("203.0.113.20", "203.0.113.10", number: 2), at: 5_000_000)
    #expect(queue.next == 15_000_000)
    #expect(queue.take(at: 14_999_999) == nil)
    #expect(queue.take(at: 15_000_000)?.last == 2)
    #expect(queue.take(at: 49_999_999) == nil)
    #expect(queue.take(at: 50_000_000)?.last == 1)
    #expect(queue.next == nil)
  }

  @Test func aSeedFixesWhatIsLost() throws {
    func survivors(_ loss: Double, seed: Int, _ from: Delay.Site, _ to: Delay.Site) throws -> [UInt8] {
      var queue = DelayQueue([delay(from, to, 0, loss: loss, seed: seed)])
      let ends = [from, to].map { $0.addresses[0].address.description }
      for number in 0..<200 as Range<UInt8> { queue.add(try packet(ends[0], ends[1], number: number), at: 0) }
      var numbers: [UInt8] = []
      while let bytes = queue.take(at: 0) { numbers += bytes.suffix(1) }
      return numbers
    }
    let some = try survivors(25, seed: 1, a, b)
    #expect((120..<180).contains(some.count))
    #expect(try survivors(25, seed: 1, a, b) == some)
    #expect(try survivors(25, seed: 2, a, b) != some)
    #expect(try survivors(25, seed: 1, b, a) != some)
    #expect(try survivors(0, seed: 1, a, b).count == 200)
    #expect(try survivors(100, seed: 1, a, b).isEmpty)
  }

  @Test(arguments: [[], [0x45], Array(repeating: 0x60, count: 39), Array(repeating: 0x10, count: 60)] as [[UInt8]])
  func whatIsNoPacket(bytes: [UInt8]) { #expect(DelayedPacket(bytes) == nil) }

  @Test func aChangeOfTheRulesIsSeamless() {
    var table = DelayTable()
    table.set(delay(a, nil, 20))
    table.set(delay(a, b, 5, .tcp(22)))
    table.set(delay(a, nil, 30))
    #expect(table.delays.map(\.milliseconds) == [5, 30])
    #expect(
      DelayRouting.change(to: table, .ipv6) == [
        "rule flush protocol 202",
        "rule add pref 7702 protocol 202 iif a lookup 7700",
        "rule add pref 7702 protocol 202 iif a to 2001:2::2 ipproto tcp dport 22 lookup 7700",
        "rule add pref 7702 protocol 202 iif a to 2001:2::2 ipproto tcp sport 22 lookup 7700",
        "rule flush protocol 201",
      ])
  }
}
