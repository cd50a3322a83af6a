/// A computed trace beside what the hosts do.
package struct TraceComparison: Sendable {
  package let trace: PacketTrace
  package let way: WayComparison
  /// Of the answer; `nil` where none was computed.
  package let back: WayComparison?

  package init(trace: PacketTrace, way: WayComparison, back: WayComparison?) {
    self.trace = trace
    self.way = way
    self.back = back
  }

  package var ways: [WayComparison] { [way] + [back].compactMap(\.self) }
  /// Whether a packet or its answer dies, by what was computed or on the hosts.
  package var isLost: Bool { !trace.isAnswered || ways.contains { $0.arrives == false } }
  /// Whether a host does something else than what was computed.
  package var differs: Bool { ways.contains(where: \.differs) }
  /// The nodes that were to be asked.
  package var asked: Set<String> { Set(hops.filter { $0.decision != .notAsked }.map(\.node)) }
  /// Those of them that were not reached.
  package var unreached: Set<String> { Set(hops.filter(\.isUnreached).map(\.node)) }

  private var hops: [HostHop] { ways.flatMap { $0.asComputed.map(\.host) + $0.real } }
}

/// One direction.
package struct WayComparison: Sendable {
  /// A computed hop, and what the host would do with the packet if it came to it as computed.
  package struct Hop: Hashable, Sendable {
    package let computed: PacketTrace.Hop
    package let host: HostHop
    /// `nil` where the host was not asked.
    package let agrees: Bool?

    /// Whether it takes another of several ways that cost the same.
    package var isAtEqualCost: Bool {
      guard agrees == true, case .send(let interface, _) = host.decision,
        case .sendRouted(_, let other, _) = computed.decision
      else { return false }
      return interface != other
    }
  }

  package let asComputed: [Hop]
  /// The way that the packet really takes, as far as it can be followed. It begins at the same node.
  package let real: [HostHop]

  package init(asComputed: [Hop], real: [HostHop]) {
    self.asComputed = asComputed
    self.real = real
  }

  package var differs: Bool { asComputed.contains { $0.agrees == false } }
  /// `nil` where a host on the way was not asked.
  package var arrives: Bool? { real.last?.decision.arrives }
  /// The real way from where it leaves the computed one; empty where it does not.
  package var elsewhere: ArraySlice<HostHop> {
    let same = zip(asComputed, real).prefix { $0.computed.node == $1.node }.count
    return real[same...]
  }
}
