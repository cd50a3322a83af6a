/// Where a host's own routing sends a packet: what ``RouteQuestion`` printed, read.
package struct RouteAnswer: Hashable, Sendable {
  package enum Verdict: Hashable, Sendable {
    /// To the host itself.
    case local
    /// Out through an interface; `gateway` is the next router on it.
    case out(interface: String, gateway: IPAddress?)
    case refused(Refusal)
  }

  /// Why it goes nowhere.
  package enum Refusal: Hashable, Sendable {
    case noRoute
    /// The three kinds of routes that throw packets away (ip-route(8), "TYPE").
    case blackhole, unreachable, prohibited
    /// The interface that it came in on passes nothing on.
    case notForwarding
    /// The answer would leave through another interface, and the filter for that is on (`rp_filter`).
    case sourceFiltered
    /// It comes from outside with an address of the host's own, or with one that no packet may have.
    case sourceImpossible
    /// The host does not have the address that it is to send from.
    case sourceAbsent
    /// In the words of the host's `ip`.
    case other(String)
  }

  package let verdict: Verdict
  /// The route that decides; `nil` where none does.
  package let route: HostRoute?

  package init(verdict: Verdict, route: HostRoute?) {
    self.verdict = verdict
    self.route = route
  }

  /// Reads what the question's script printed.
  /// - Throws: ``ObservationError`` where it ends too early or an answer makes no sense.
  package init(_ output: String, to question: RouteQuestion, node: String) throws(ObservationError) {
    var lines: [Substring: [Substring]] = [:]
    for line in output.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", maxSplits: 1)
      lines[words[0], default: []].append(words.count > 1 ? words[1] : "")
    }
    guard lines["end"] != nil, let answer = lines["answer"]?.first else { throw .incomplete(node: node) }
    let isMarked = lines["tool"] != nil
    let routes = { (name: Substring) in
      (lines[name] ?? []).compactMap {
        HostRoute($0, family: question.destination.family, isMarked: isMarked)
      }
    }
    // The longest prefix decides, and of equal ones the lowest metric.
    let matching = routes("match").min { ($1.prefix.length, $0.metric) < ($0.prefix.length, $1.metric) }
    let read =
      lines["absent"] != nil
      ? .refused(.sourceAbsent)
      : Self.verdict(answer) ?? Self.refusal(answer, question, matching, lines["reverse"]?.first)
    guard let read else { throw .line(node: node, text: String(answer)) }
    verdict = read
    if case .refused = read {
      // The kernel goes by routes alone where it answers with one.
      route = matching?.isRefusal == true && lines["absent"] == nil ? matching : nil
    } else {
      // busybox takes `fibmatch` and does nothing about it.
      route = (isMarked ? routes("route").first : nil) ?? (read == .local ? nil : matching)
    }
  }

  /// What an answer that is a route says; `nil` for an error.
  private static func verdict(_ answer: Substring) -> Verdict? {
    var words = IPWords(answer)
    if let kind = words.first.flatMap({ HostRoute.Kind(rawValue: String($0)) }) {
      words.removeFirst()
      switch kind {
      case .local, .broadcast, .anycast, .multicast: return .local
      case .blackhole: return .refused(.blackhole)
      case .prohibit: return .refused(.prohibited)
      // Old kernels answer so where there is no route: error -101 is ENETUNREACH.
      case .unreachable: return .refused(words[after: "error"] == "-101" ? .noRoute : .unreachable)
      case .throw: return .refused(.noRoute)
      case .unicast: break
      }
    }
    guard words.first.flatMap({ IPAddress($0) }) != nil else { return nil }
    let via = words[after: "via"]
    let gateway = (via == "inet6" ? words[after: "inet6"] : via).flatMap { IPAddress($0) }
    return words[after: "dev"].map { .out(interface: String($0), gateway: gateway) }
  }

  /// What an error of the kernel's means (`strerror` of glibc and of musl).
  /// - Parameter reverse: Where the host would send an answer.
  private static func refusal(
    _ answer: Substring, _ question: RouteQuestion, _ matching: HostRoute?, _ reverse: Substring?
  ) -> Verdict? {
    guard let text = answer.split(separator: "RTNETLINK answers: ").last, IPAddress(text.prefix { $0 != " " }) == nil
    else { return nil }
    let comesIn = question.entry != .own
    switch (text, matching?.kind) {
    case ("Network is unreachable", _), ("Network unreachable", _): return .refused(.noRoute)
    case ("Invalid argument", .blackhole): return .refused(.blackhole)
    case ("No route to host", .unreachable), ("Host is unreachable", .unreachable): return .refused(.unreachable)
    case ("No route to host", _), ("Host is unreachable", _): return .refused(comesIn ? .notForwarding : .unreachable)
    case ("Permission denied", .prohibit): return .refused(.prohibited)
    // Older kernels have an error of its own for this.
    case ("Invalid cross-device link", _), ("Cross-device link", _): return .refused(.sourceFiltered)
    case ("Invalid argument", _) where comesIn:
      return .refused(answersElsewhere(question, reverse) ? .sourceFiltered : .sourceImpossible)
    default: return .refused(.other(String(text)))
    }
  }

  private static func answersElsewhere(_ question: RouteQuestion, _ reverse: Substring?) -> Bool {
    guard case .over(let interface) = question.entry else { return false }
    switch reverse.flatMap(verdict) {
    case .local: return false
    case .out(let name, _): return name != interface.text
    case .refused, nil: return true
    }
  }
}

extension HostRoute {
  /// Whether packets end at it.
  package var isRefusal: Bool {
    switch kind {
    case .blackhole, .unreachable, .prohibit, .throw: true
    case .unicast, .local, .broadcast, .anycast, .multicast: false
    }
  }
}
