internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Lends strings to C.
enum StringArray {
  /// As libgit2's list.
  static func with<R>(_ strings: [String], _ body: (git_strarray) -> R) -> R {
    var copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeMutableBufferPointer {
      body(git_strarray(strings: $0.baseAddress, count: $0.count))
    }
  }

  /// As a list that ends with a null pointer, like `argv`.
  static func withTerminated<R>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R?
  ) -> R? {
    let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { $0.baseAddress.flatMap(body) }
  }
}
