import Crypto

extension PublicKey {
  /// The public half of a private key (RFC 7748, section 6.1), as `wg pubkey` gives it; `nil` for what is not 32 bytes in
  /// `wg`'s base64.
  package init?(ofPrivateKey key: Secret) {
    guard let bytes = Base64.decode(String(decoding: key.bytes, as: UTF8.self)),
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    self.init(bytes: Array(key.publicKey.rawRepresentation))
  }
}
