/// Ansible's ranges in names of hosts: `web[01:20].example.net`, `db-[a:f]`, `n[0:10:2]`.
enum HostPattern {
  /// As many as one inventory may sensibly have.
  static let most = 65_536

  /// The names; `nil` where a bracket holds no range, or there are too many.
  static func expand(_ text: String) -> [String]? {
    guard let open = text.firstIndex(of: "[") else { return [text] }
    guard let close = text[open...].firstIndex(of: "]"),
      let values = range(text[text.index(after: open)..<close]),
      let rests = expand(String(text[text.index(after: close)...])), values.count * rests.count <= most
    else { return nil }
    let head = text[..<open]
    return values.flatMap { value in rests.map { head + value + $0 } }
  }

  private static func range(_ text: Substring) -> [String]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let step = parts.count == 3 ? Int(parts[2]) : 1, step > 0 else { return nil }
    let (first, last) = (parts[0], parts[1])
    if let low = first.utf8.first, let high = last.utf8.first, first.utf8.count == 1, last.utf8.count == 1,
      [low, high].allSatisfy({ (97...122).contains($0) }), low <= high
    {
      return stride(from: low, through: high, by: step).map { String(UnicodeScalar($0)) }
    }
    let start = first.isEmpty ? 0 : decimal(first)
    guard let start, let end = decimal(last), start <= end, (end - start) / step < most else { return nil }
    // Leading zeros say how wide the numbers are.
    let width = first.first == "0" ? first.count : 0
    return stride(from: start, through: end, by: step).map { number in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
  }

  private static func decimal(_ text: Substring) -> Int? {
    guard (1...6).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}
