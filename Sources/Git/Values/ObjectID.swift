internal import CLibgit2

/// The name of an object in git's store: the SHA-1 of its content.
package struct ObjectID: Hashable, Sendable {
  // Three integers instead of an array: an id is a value in place, without a heap allocation.
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  /// From 40 hexadecimal digits; `nil` for anything else. Abbreviations are for `Repository.resolve`.
  package init?(_ text: String) {
    var oid = git_oid()
    guard text.utf8.count == 40, git_oid_fromstr(&oid, text) == 0 else { return nil }
    self.init(oid)
  }

  init(_ oid: git_oid) {
    (high, middle, low) = withUnsafeBytes(of: oid) { bytes in
      (
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
      )
    }
  }

  /// `nil` where there is no id, or the id of all zeros, which is how git writes "nothing here".
  init?(nonzero oid: git_oid?) {
    guard let oid else { return nil }
    self.init(oid)
    if high == 0, middle == 0, low == 0 { return nil }
  }

  var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { bytes in
      bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
      bytes.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }

  /// The first seven digits, for people.
  package var abbreviated: String { String(description.prefix(7)) }
}

extension ObjectID: CustomStringConvertible {
  /// 40 hexadecimal digits.
  package var description: String {
    withUnsafeBytes(of: oid) { bytes in
      let digits = Array("0123456789abcdef")
      return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
  }
}

extension ObjectID: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.high, lhs.middle, lhs.low) < (rhs.high, rhs.middle, rhs.low)
  }
}
