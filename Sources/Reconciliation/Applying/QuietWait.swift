import Planning
import SSH
import WireGuard

/// Waits until nothing more is on its way over second interfaces that no route leads to any longer.
struct QuietWait: Sendable {
  let fleet: Fleet

  /// Between two readings: longer than a packet is on its way.
  private static let apart: Duration = .milliseconds(500)
  /// After that what still goes there is something else than traffic, such as keepalives.
  private static let patience: Duration = .seconds(10)

  func wait(_ tunnels: [DetourTunnel]) async {
    let interfaces = Dictionary(
      tunnels.flatMap(\.ends).map { ($0.node, $0.detour) }, uniquingKeysWith: { first, _ in first })
    let start = ContinuousClock.now
    var before: [String: String] = [:]
    while ContinuousClock.now - start < Self.patience, !Task.isCancelled {
      let now = await fleet.forEach(interfaces.keys.sorted()) { node, host -> String in
        guard let interface = interfaces[node], let result = try? await host?.run(Self.script(interface))
        else { return "" }
        return result.output
      }
      if now == before { return }
      before = now
      try? await Task.sleep(for: Self.apart)
    }
  }

  /// Prints how many packets have come and gone.
  private static func script(_ interface: InterfaceName) -> ShellText {
    "grep -F \("\(interface):") /proc/net/dev"
  }
}
