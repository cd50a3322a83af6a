/// Two names in either order.
struct Pair: Hashable {
  let first: String
  let second: String

  init(_ a: String, _ b: String) {
    first = min(a, b)
    second = max(a, b)
  }
}
