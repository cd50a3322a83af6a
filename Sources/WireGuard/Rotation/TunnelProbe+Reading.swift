extension TunnelProbe {
  /// Reads what the script printed: a measurement for each tunnel, by its peer. Nothing where the output ends too early.
  ///
  /// The interface counts packets of all its peers together, and a peer bytes: so a peer's packets are its share of the
  /// bytes. Where one peer's packets are much smaller than another's, it has more of them than is said. The probe's own
  /// are left out.
  package func measurements(_ output: String) -> [PublicKey: TunnelMeasurement] {
    var reading = Reading()
    for line in output.split(separator: "\n") { reading.read(line.split { $0 == " " || $0 == "\t" }) }
    guard let start = reading.ticks["before"], let end = reading.ticks["after"], end > start else { return [:] }
    let seconds = Double(end - start) / 100
    var measurements: [PublicKey: TunnelMeasurement] = [:]
    for (interface, tunnels) in Dictionary(grouping: tunnels.indices, by: { self.tunnels[$0].interface }) {
      let own = Dictionary(
        tunnels.map { (self.tunnels[$0].peer, self.tunnels[$0].target == nil ? 0 : Self.measuredPings + 1) },
        uniquingKeysWith: +)
      let answered = Dictionary(
        tunnels.map { (self.tunnels[$0].peer, reading.trips[$0]?.answers ?? 0) }, uniquingKeysWith: +)
      let sent = reading.rates(interface, \.sent, own: own, seconds: seconds)
      let received = reading.rates(interface, \.received, own: answered, seconds: seconds)
      for index in tunnels {
        let peer = self.tunnels[index].peer
        measurements[peer] = TunnelMeasurement(
          roundTrips: reading.trips[index]?.microseconds ?? [], hasHandshake: reading.shaken.contains(peer),
          sent: sent[peer] ?? 0, received: received[peer] ?? 0)
      }
    }
    return measurements
  }
}

/// What the lines of a probe say.
private struct Reading {
  struct Counts {
    var sent: Int64 = 0
    var received: Int64 = 0
  }
  struct Trips {
    var answers: Int
    var microseconds: [Int]
  }

  var ticks: [Substring: Int] = [:]
  var trips: [Int: Trips] = [:]
  var shaken: Set<PublicKey> = []
  /// How much more it is after than before.
  private var packets: [InterfaceName: Counts] = [:]
  private var bytes: [InterfaceName: [PublicKey: Counts]] = [:]

  mutating func read(_ words: [Substring]) {
    let sign: Int64 = words.dropFirst().first == "after" ? 1 : -1
    switch (words.first, words.count) {
    case ("at", 3): ticks[words[1]] = Int(words[2])
    case ("packets", 5):
      guard let interface = InterfaceName(words[2]) else { return }
      packets[interface, default: Counts()].add(sign, sent: words[3], received: words[4])
    // wg(8): received comes first.
    case ("transfer", 6):
      guard let interface = InterfaceName(words[2]), let key = PublicKey(words[3]) else { return }
      bytes[interface, default: [:]][key, default: Counts()].add(sign, sent: words[5], received: words[4])
    case ("handshake", 4):
      if let key = PublicKey(words[2]), words[3] != "0" { shaken.insert(key) }
    case ("trips", 3...):
      guard let index = Int(words[1]), let answers = Int(words[2]) else { return }
      let milliseconds = words.dropFirst(3).compactMap { Double(String($0)) }
      trips[index] = Trips(answers: answers, microseconds: milliseconds.map { Int(($0 * 1000).rounded()) })
    default: break
    }
  }

  /// Bytes of one ping as a peer counts them: 84 of IPv4 with padding to 96, and 32 around them.
  private static let bytesOfPing: Int64 = 128

  /// Packets a second of each peer, without the pings.
  func rates(
    _ interface: InterfaceName, _ direction: KeyPath<Counts, Int64>, own: [PublicKey: Int], seconds: Double
  ) -> [PublicKey: Int] {
    let pings = own.values.reduce(0, +)
    let others = max(0, (packets[interface]?[keyPath: direction] ?? 0) - Int64(pings))
    let bytes = (bytes[interface] ?? [:]).map { key, counts in
      (key, max(0, counts[keyPath: direction] - Int64(own[key] ?? 0) * Self.bytesOfPing))
    }
    let all = bytes.reduce(0) { $0 + $1.1 }
    guard all > 0 else { return [:] }
    return Dictionary(
      bytes.map { ($0.0, Int((Double(others) * Double($0.1) / Double(all) / seconds).rounded())) },
      uniquingKeysWith: +)
  }
}

extension Reading.Counts {
  fileprivate mutating func add(_ sign: Int64, sent: Substring, received: Substring) {
    self.sent += sign * (Int64(sent) ?? 0)
    self.received += sign * (Int64(received) ?? 0)
  }
}
