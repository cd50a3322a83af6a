/// Packets on their way, the next one due first.
///
/// It knows no clock: the times that it is given are nanoseconds of one that never goes back.
struct DelayQueue {
  private struct Held {
    var due: UInt64
    /// By arrival.
    var serial: UInt64
    var bytes: [UInt8]
  }

  /// Packets that are delayed equally long: they are due in the order in which they arrive.
  private struct Lane {
    var delay: UInt64
    var packets: [Held] = []
    /// What is before it has been taken.
    var head = 0

    var first: (due: UInt64, serial: UInt64)? {
      head < packets.count ? (packets[head].due, packets[head].serial) : nil
    }
  }

  private struct Path {
    /// Indices of the delays that can apply.
    var delays: [Int]
    /// When its last packet is due: a later one never overtakes it, also where the delay became shorter.
    var last: UInt64 = 0
  }

  /// Replaced while packets are on their way: those keep the time that they were given.
  var delays: [Delay] {
    didSet {
      losses = delays.map(Loss.init)
      for stream in Array(paths.keys) {
        let delays = matches(stream)
        paths[stream]?.delays = delays
      }
    }
  }
  private var losses: [Loss]
  /// One for each length of delay: few, so that they are looked through in turn.
  private var lanes: [Lane] = []
  private var paths: [DelayedPacket.Stream: Path] = [:]
  private var serial: UInt64 = 0

  init(_ delays: [Delay]) {
    self.delays = delays
    losses = delays.map(Loss.init)
  }

  /// When the next packet is due.
  var next: UInt64? { nextLane.flatMap { lanes[$0].first?.due } }

  /// Takes a packet, unless it is lost on its way.
  mutating func add(_ packet: DelayedPacket, at time: UInt64) {
    var path = paths[packet.stream] ?? Path(delays: matches(packet.stream))
    var delay: UInt64 = 0
    var isLost = false
    for index in path.delays {
      if case .tcp(let port) = delays[index].traffic, !packet.hasTCPPort(port) { continue }
      delay += UInt64(delays[index].milliseconds * 1_000_000)
      if losses[index].isNextLost() { isLost = true }
    }
    if !isLost {
      path.last = max(time + delay, path.last)
      let lane = lane(of: delay)
      lanes[lane].packets.append(Held(due: path.last, serial: serial, bytes: packet.bytes))
      serial += 1
    }
    paths[packet.stream] = path
  }

  /// The next packet that is due by now, or `nil`.
  mutating func take(at time: UInt64) -> [UInt8]? {
    guard let index = nextLane, let first = lanes[index].first, first.due <= time else { return nil }
    let bytes = lanes[index].packets[lanes[index].head].bytes
    lanes[index].head += 1
    // Half of it is gone: a move for each packet, at most.
    if lanes[index].head * 2 > lanes[index].packets.count + 64 {
      lanes[index].packets.removeFirst(lanes[index].head)
      lanes[index].head = 0
    }
    return bytes
  }

  private var nextLane: Int? {
    var best: (index: Int, due: UInt64, serial: UInt64)?
    for index in lanes.indices {
      guard let first = lanes[index].first else { continue }
      if let best, (best.due, best.serial) < (first.due, first.serial) { continue }
      best = (index, first.due, first.serial)
    }
    return best?.index
  }

  private mutating func lane(of delay: UInt64) -> Int {
    for index in lanes.indices where lanes[index].delay == delay { return index }
    lanes.append(Lane(delay: delay))
    return lanes.count - 1
  }

  private func matches(_ stream: DelayedPacket.Stream) -> [Int] {
    delays.indices.filter { delays[$0].applies(to: stream) }
  }
}

/// Which packets of a way are lost: a sequence that its ends and the seed fix.
private struct Loss {
  private let threshold: UInt64
  private var state: UInt64

  init(_ delay: Delay) {
    threshold = UInt64(max(0, min(100, delay.loss)) / 100 * Double(1 << 53))
    // The two directions of a path lose different packets.
    state = UInt64(bitPattern: Int64(delay.seed)) ^ Underlay.hash(delay.way)
  }

  /// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
  mutating func isNextLost() -> Bool {
    guard threshold > 0 else { return false }
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return (word ^ (word >> 31)) >> 11 < threshold
  }
}
