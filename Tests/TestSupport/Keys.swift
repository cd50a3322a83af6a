package import WireGuard

extension PublicKey {
  /// A key for tests, told apart by a number; nobody has its private half.
  package static func numbered(_ number: Int) -> PublicKey {
    var generator = SeededGenerator(seed: number)
    let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    return PublicKey(bytes: bytes) ?? .numbered(number + 1)
  }
}
