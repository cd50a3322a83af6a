package import Planning
import WireGuard

/// What is said of hosts that let a revoked key in, or may.
package enum AcceptingText {
  /// A line for each.
  package static func lines(_ hosts: [AcceptingHost]) -> [String] {
    let width = hosts.map(\.host.count).max() ?? 0
    return hosts.map { host in
      let key = "the revoked key \(host.key.abbreviation) of \(host.owner)"
      return "  \(host.host.padded(to: width))   "
        + (host.isSeen
          ? "still accepts \(key): the next apply takes it away before anything else"
          : "may still accept \(key): it was not reached since")
    }
  }
}
