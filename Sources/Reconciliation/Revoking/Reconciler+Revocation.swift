package import Planning

/// How revoked keys were taken away, as the hosts were read back.
package struct RevocationResult: Sendable {
  /// By node; those that had nothing of the keys are left out.
  package var outcomes: [String: NodeOutcome] = [:]
  /// Tunnels that did not shake hands under the next keys.
  package var silent: [Verification] = []
  /// What was read at the end.
  package var remaining: Plan
  /// Hosts that were read at the end.
  package var reached: Set<String>
}

extension Reconciler {
  /// A host that is lost on the way may come back under the next key.
  private static let mostTries = 3

  /// Takes away whatever lets a revoked key in, on every node that is reached, and nothing else.
  package func revoke(_ situation: Situation) async throws -> RevocationResult {
    var observation = try await observe(situation, afterJobs: true)
    var plan = Planner.revocation(observation.input)
    var result = RevocationResult(remaining: plan, reached: [])
    for number in 1...Self.mostTries where !plan.isEmpty {
      await report(.roundBegan(number, plan))
      let round = await run(plan, observation, round: number)
      result.outcomes.merge(round.outcomes) { $1 }
      result.silent = round.silent
      observation = try await observe(situation, afterJobs: true)
      plan = Planner.revocation(observation.input)
      if !round.hasLost { break }
    }
    result.remaining = plan
    result.reached = Set(observation.readings.filter { $0.value.observation != nil }.keys)
    for node in plan.unchanged where result.outcomes[node].map({ $0 != .changed }) == true {
      // It was lost on the way, and did its part by itself.
      result.outcomes[node] = .changed
    }
    return result
  }
}

extension Situation {
  /// What the list of revoked keys has to learn: hosts that were seen without one that they knew.
  /// - Parameter accepting: Hosts that were read and have one still.
  package func dropped(_ accepting: [AcceptingHost], reached: Set<String>) -> [Revocations.Event] {
    revocations.accepting.flatMap { key, hosts in
      hosts.filter { host in reached.contains(host) && !accepting.contains { $0.host == host && $0.key == key } }
        .sorted().map { .dropped(key, host: $0) }
    }
  }
}
