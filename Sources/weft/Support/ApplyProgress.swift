import Planning
import Reconciliation
import Reporting

/// Shows an apply while it runs: bars that move on a terminal, a line a wave in a log.
actor ApplyProgress {
  private let console = Console.standardError
  private let line = ProgressLine()
  private let isWatched: Bool
  private var title = ""
  private var done = 0
  private var total = 0
  private var start = ContinuousClock.now
  private var waiting: Set<String> = []
  private var ticker: Task<Void, Never>?

  init() { isWatched = Console.standardError.isTerminal }

  func show(_ event: ApplyEvent) {
    switch event {
    case .waitingForJob(let node):
      console.write("  \(node): an earlier apply's job is under way; waiting until it is confirmed or taken back\n")
    case .roundBegan(let round, let plan):
      if round > 1, !plan.isEmpty { console.write("Round \(round): \(plan.changedNodes.joined(separator: ", "))\n") }
    case .exchanging(let index, let tunnels): begin("\(index + 1) keys", total: tunnels)
    case .exchanged:
      done = total
      finish()
    case .waveBegan(let index, let kind, let nodes):
      begin("\(index + 1) \(kind.rawValue)", total: nodes)
    case .nodeDone(_, let node, let outcome):
      done += 1
      if outcome != .changed { end("\(node): \(outcome.description)") }
      draw()
    case .waveEnded: finish()
    case .verifying(let done, let total, let waiting):
      if title != Self.verifying { begin(Self.verifying, total: total) }
      (self.done, self.waiting) = (done, Set(waiting.flatMap { [$0.node, $0.peerName] }))
      draw()
    case .verified(_, let silent):
      finish()
      for tunnel in silent { console.write("  \(tunnel.node) ↔ \(tunnel.peerName)   no handshake\n") }
    case .converging(let done, let total, let waiting):
      if title != Self.converging { begin(Self.converging, total: total) }
      (self.done, self.waiting) = (done, Set(waiting))
      draw()
    case .converged(let waits):
      finish()
      for wait in waits { console.write("  \(wait.node)   \(wait.reason)\n") }
    case .tryingAgain(let nodes):
      console.write("  waiting for the tunnels to \(nodes.joined(separator: ", "))\n")
    }
  }

  private static let verifying = "verify"
  private static let converging = "converge"

  private func begin(_ title: String, total: Int) {
    (self.title, self.total, done, waiting, start) = (title, total, 0, [], .now)
    ticker?.cancel()
    // "Is it hung?": a log gets a sign of life as well.
    ticker = Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(isWatched ? 1 : 10))
        if !Task.isCancelled { heartbeat() }
      }
    }
    draw()
  }

  private func heartbeat() {
    if isWatched { draw() } else { console.write("  \(title)   \(done)/\(total)   still \(who)\(elapsed)\n") }
  }

  private func draw() {
    guard isWatched else { return }
    let cells = total == 0 ? 20 : done * 20 / total
    let bar = String(repeating: "█", count: cells) + String(repeating: " ", count: 20 - cells)
    line.show("  \(title.padded(to: 11)) \(bar)  \(done)/\(total)   \(who)\(elapsed)")
  }

  private func finish() {
    ticker?.cancel()
    guard !title.isEmpty else { return }
    end("\(title.padded(to: 11)) \(done)/\(total)   \(elapsed)")
    title = ""
  }

  private func end(_ text: String) {
    line.clear()
    console.write("  \(text)\n")
  }

  private var who: String {
    guard !waiting.isEmpty else { return "" }
    let names = waiting.sorted()
    return "waiting for \(names.prefix(4).joined(separator: ", "))\(names.count > 4 ? " and more" : "")   "
  }

  private var elapsed: String {
    let time = ContinuousClock.now - start
    let tenths = Int(Double(time.components.seconds) * 10 + Double(time.components.attoseconds) / 1e17)
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
