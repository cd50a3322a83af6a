/// Text from a server, fit for a terminal: a server must not move our cursor or rename our window.
func printable(_ text: some Sequence<UInt8>) -> String {
  let scalars = String(decoding: Array(text), as: UTF8.self).unicodeScalars.filter { scalar in
    scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
  }
  return String(String.UnicodeScalarView(scalars))
}
