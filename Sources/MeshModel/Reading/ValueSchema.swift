/// What a value may look like, as JSON Schema can say it: a little more than what is read, never less.
///
/// It belongs to a ``Form``, so that the schema comes from the same table as the parser.
package indirect enum ValueSchema: Hashable, Sendable {
  /// Nothing is known of it.
  case any
  /// A pattern of ECMA 262 for the whole text; `nil` for any text.
  case text(pattern: String?)
  case integer(ClosedRange<Int>)
  case boolean
  /// One of these words.
  case words([String])
  case list(ValueSchema)
  /// A group whose keys are names.
  case named(_ name: ValueSchema, ValueSchema)
  case group(KeySection)
  case oneOf([ValueSchema])

  static let text = ValueSchema.text(pattern: nil)
}

/// Patterns of texts, where there is more to say than "a text". Each is anchored.
enum TextPattern {
  /// ``Names/isNode(_:)``.
  static let nodeName = #"^(?!.*\.\.)[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"#
  /// ``Names/isMesh(_:)``.
  static let meshName = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
  /// ``Names/isUser(_:)``.
  static let user = "^[a-z_][a-z0-9_-]{0,31}$"
  static let interfaceName = "^(?!-)(?![.]{1,2}$)[A-Za-z0-9_=+.-]{1,15}$"
  /// 32 bytes: the last digit before the `=` has two bits that are zero.
  static let publicKey = "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$"
  static let address = "^(\(ipv4)|\(ipv6))$"
  static let prefix = "^(\(ipv4)|\(ipv6))(/[0-9]{1,3})?$"
  static let endpoint = #"^(\[\#(ipv6)\]|[A-Za-z0-9.-]+):[1-9][0-9]{0,4}$"#
  static let sshHost = "^[A-Za-z0-9:][A-Za-z0-9.:-]*$"
  static let hostKey = "^(ssh|ecdsa|sk)-[a-z0-9@.-]+ +[A-Za-z0-9+/]+={0,2}( .*)?$"
  static let duration = "^[0-9]{1,5}[smhdw]$"
  static let percent = "^[0-9]{1,3}%$"

  private static let ipv4 = #"([0-9]{1,3}\.){3}[0-9]{1,3}"#
  private static let ipv6 = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
}
