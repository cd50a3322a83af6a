import Yams

/// A first key of several equal ones, made different so that the parser goes on.
///
/// Yams stops at equal keys. Its first scalar becomes a private-use one, which keeps every column where it is.
struct MaskedKey {
  let text: String
  let line: Int
  let column: Int

  init?(_ text: String?, _ mark: Mark, _ index: Int, in source: inout SourceText) {
    guard let text, let mask = Unicode.Scalar(0xE000 + UInt32(index)), let first = source[mark.line, mark.column]
    else { return nil }
    let isQuoted = first == "\"" || first == "'"
    let column = mark.column + (isQuoted ? 1 : 0)
    guard let scalar = source[mark.line, column], !isQuoted || scalar != first else { return nil }
    source[mark.line, column] = mask
    self.text = text
    self.line = mark.line
    self.column = mark.column
  }
}
