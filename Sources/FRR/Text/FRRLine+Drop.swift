package import WireGuard

/// Routes that drop, which the kernel has and FRR announces: wanted, recorded and compared like lines of FRR's, in a section
/// that FRR does not have.
extension FRRLine {
  private static let kernel = ["kernel"]

  init(dropping network: Prefix) { self.init(Self.kernel, "blackhole \(network)") }

  /// The network whose packets are dropped where no other route leads; `nil` for a line of FRR's.
  package var dropped: Prefix? {
    let words = text.split(separator: " ")
    return path == Self.kernel && words.count == 2 && words[0] == "blackhole" ? Prefix(words[1]) : nil
  }
}
