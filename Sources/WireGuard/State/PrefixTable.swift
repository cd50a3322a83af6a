/// What prefixes stand for, looked up as the kernel looks up routes and AllowedIPs: the longest that holds an address
/// decides.
struct PrefixTable<Value: Sendable>: Sendable {
  private var values: [Prefix: Value] = [:]
  /// Lengths in use, longest first, so that a lookup tries only those.
  private var lengths: [IPAddress.Family: [Int]] = [:]

  /// A prefix has one value: the last that it is given.
  init(_ entries: some Sequence<(Prefix, Value)>) {
    var used: [IPAddress.Family: Set<Int>] = [:]
    for (prefix, value) in entries {
      values[prefix] = value
      used[prefix.family, default: []].insert(prefix.length)
    }
    lengths = used.mapValues { $0.sorted(by: >) }
  }

  /// The longest prefix that holds all of this one, with its value; prefixes inside it are not looked at.
  func match(_ prefix: Prefix) -> (prefix: Prefix, value: Value)? {
    for length in lengths[prefix.family] ?? [] where length <= prefix.length {
      if let candidate = Prefix(masking: prefix.address, length: length), let value = values[candidate] {
        return (candidate, value)
      }
    }
    return nil
  }
}
