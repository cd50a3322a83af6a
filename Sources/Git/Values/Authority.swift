/// `user:password@host:port` of a URL (RFC 3986, 3.2).
struct Authority {
  var user: String?
  var password: String?
  var host: String
  var port: UInt16?
  /// The port is not a number, or a bracket is not closed.
  var isMalformed = false

  init(_ text: Substring, decoding: Bool) {
    let decode: (Substring) -> String = decoding ? { PercentEncoding.decode(String($0)) } : { String($0) }
    var rest = text
    if let at = rest.lastIndex(of: "@") {
      let info = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = info.first.map(decode).flatMap { $0.isEmpty ? nil : $0 }
      password = info.count == 2 ? decode(info[1]) : nil
      rest = rest[rest.index(after: at)...]
    }
    var end = rest.startIndex
    if rest.hasPrefix("[") {
      guard let close = rest.firstIndex(of: "]") else {
        (host, isMalformed) = ("", true)
        return
      }
      host = String(rest[rest.index(after: rest.startIndex)..<close])
      end = rest.index(after: close)
      isMalformed = end != rest.endIndex && rest[end] != ":"
    } else {
      end = rest.firstIndex(of: ":") ?? rest.endIndex
      host = decode(rest[..<end])
    }
    let digits = rest[end...].dropFirst()
    port = UInt16(digits)
    if !digits.isEmpty, port == nil { isMalformed = true }
  }

  /// The host as a URL writes it: an IPv6 address goes in brackets.
  static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

/// `%41` and back (RFC 3986, 2.1).
enum PercentEncoding {
  static func decode(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
