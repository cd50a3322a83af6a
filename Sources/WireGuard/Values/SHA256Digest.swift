import Crypto

/// SHA-256 (FIPS 180-4) as `sha256sum` prints it.
package enum SHA256Digest {
  /// 64 lower-case hexadecimal digits of the text's UTF-8 bytes.
  package static func hex(of text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = SHA256.hash(data: Array(text.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
