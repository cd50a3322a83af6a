/// A handle of libgit2 and the function that frees it, which runs once, when the owner's life ends.
struct Owned: ~Copyable {
  let pointer: OpaquePointer
  private let free: (OpaquePointer?) -> Void

  /// - `what`: For the error's text.
  /// - `special`: Codes of libgit2 that mean something to the caller.
  init(
    _ what: @autoclosure () -> String,
    free: @escaping (OpaquePointer?) -> Void,
    special: [Int32: GitError] = [:],
    _ make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    var pointer: OpaquePointer?
    try check(make(&pointer), what(), special)
    guard let pointer else { throw .library(what: what(), code: 0, reason: "libgit2 gave no handle") }
    self.pointer = pointer
    self.free = free
  }

  deinit { free(pointer) }
}
