import Diagnostics
import WireGuard

/// No file of the mesh's folder holds a private or pre-shared key: not in a comment, nor in a file that declares nothing.
enum SecretChecks {
  static func run(_ files: [String: [UInt8]], below root: String, _ findings: inout Findings) {
    for (path, bytes) in files.sorted(by: { $0.key < $1.key })
    where path.hasPrefix(root) && bytes.count <= YAMLDocument.maximumSize {
      // Told already, with more to say, where a key of the language is read.
      for place in (keyFile(bytes, path).map { [$0] } ?? places(in: bytes, of: path)) where !findings.hides(place) {
        findings.hide(place)
        findings.report(SecretText.diagnostic(at: place))
      }
    }
  }

  /// A key and nothing else, as `wg genkey` and `wg genpsk` print it, but in a file that is said to be public.
  private static func keyFile(_ bytes: [UInt8], _ path: String) -> SourceRange? {
    guard bytes.count < 64, !path.lowercased().contains("pub") else { return nil }
    let text = String(decoding: bytes.filter { ![9, 10, 13, 32].contains($0) }, as: UTF8.self)
    return PublicKey(text) == nil ? nil : SourceRange(file: path, line: 1, column: 1, length: text.count)
  }

  /// Where the names of secrets stand that have one behind them, at most one a line.
  private static func places(in bytes: [UInt8], of path: String) -> [SourceRange] {
    guard couldHold(bytes) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
      number, line in
      let name = pemName(line) ?? secretName(line)
      guard let name else { return nil }
      let text = String(decoding: line[..<name.startIndex], as: UTF8.self)
      return SourceRange(
        file: path, line: number + 1, column: text.unicodeScalars.count + 1, length: name.count)
    }
  }

  /// Most files do not: `key` in any case, with a letter in front of it.
  private static func couldHold(_ bytes: [UInt8]) -> Bool {
    bytes.indices.dropFirst(2).contains { index in
      isLetter(bytes[index], "y") && isLetter(bytes[index - 1], "e") && isLetter(bytes[index - 2], "k")
    }
      || bytes.indices.dropFirst(2).contains { index in
        isLetter(bytes[index], "k") && isLetter(bytes[index - 1], "s") && isLetter(bytes[index - 2], "p")
      }
  }

  private static func isLetter(_ byte: UInt8, _ letter: Unicode.Scalar) -> Bool { byte | 32 == UInt8(ascii: letter) }

  /// The head of a key's file, such as `-----BEGIN OPENSSH PRIVATE KEY-----` (RFC 7468, section 2).
  private static func pemName(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let begin = line.firstRange(of: Array("-----BEGIN ".utf8)),
      let end = line[begin.upperBound...].firstRange(of: Array("PRIVATE KEY-----".utf8))
    else { return nil }
    return line[begin.lowerBound..<end.upperBound]
  }

  /// What names of secret keys end in as wg-quick and others write them: small letters, without what stands between the
  /// words. `WG_PRIVATE_KEY` is one.
  private static let names: Set<String> = ["privatekey", "presharedkey", "secretkey", "privkey", "psk"]

  /// The word before a key in base64, where it is the name of a secret: `PrivateKey = …`, `"private_key": "…"`.
  private static func secretName(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    for index in line.indices where line[index] == UInt8(ascii: "=") || line[index] == UInt8(ascii: ":") {
      let before = line[..<index]
      guard let last = before.lastIndex(where: { !isFiller($0) }), isWord(line[last]) else { continue }
      let start = before[...last].lastIndex { !isWord($0) }.map { $0 + 1 } ?? line.startIndex
      let name = before[start...last]
      let plain = String(decoding: name.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
      let value = line[(index + 1)...].drop(while: isFiller).prefix(44)
      if names.contains(where: plain.lowercased().hasSuffix), PublicKey(String(decoding: value, as: UTF8.self)) != nil {
        return name
      }
    }
    return nil
  }

  private static func isFiller(_ byte: UInt8) -> Bool { " \t\"'`[({<".utf8.contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte | 32) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
