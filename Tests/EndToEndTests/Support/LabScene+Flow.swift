import Testing

extension LabScene {
  /// Runs a command of the lab (`exec`, `run`) while packets go between two hosts both ways: none may be lost.
  /// - Parameter rate: Packets a second each way. A switching node queues 128 packets a peer: 100 a second leave room for
  ///   a second and more of a busy machine's hiccups, so that what this counts are packets that the order loses.
  func withoutLoss(
    from: String, to: String, at address: String? = nil, rate: Int = 500, _ command: String, _ arguments: [String]
  ) async throws {
    let inner = [Self.program, "lab", command, "--lab", lab] + arguments
    let ends = [from, to] + (address.map { ["--at", $0] } ?? [])
    let outcome = try await lab("flow", ends + ["--rate", "\(rate)", "--"] + inner, within: 300)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let flows = outcome.output.matches(of: #/(\d+) of (\d+) lost/#).map { (lost: Int($0.1), sent: Int($0.2) ?? 0) }
    print(arguments.joined(separator: " "), outcome.lines.filter { $0.contains(" lost, ") }.joined(separator: "\n"))
    #expect(flows.count == 2, "\(outcome)")
    for flow in flows { #expect(flow.lost == 0 && flow.sent > 0, "\(outcome)") }
  }
}
