/// FRR's configuration as text: what `show running-config` prints, and what `vtysh` reads.
package enum FRRText {
  /// Reads a configuration by its indentation. Comments, and the lines that only end a section, are left out.
  package static func parse(_ text: String) -> [FRRLine] {
    var lines: [FRRLine] = []
    /// The lines that the next one may be inside of, with their indentation.
    var open: [(indent: Int, text: String)] = []
    /// Whether the innermost open line is not yet known to be a header.
    var leaf = false
    func close() {
      // FRR prints the section of BFD also where nothing is in it.
      if leaf, let last = open.last, last.text != "bfd" {
        lines.append(FRRLine(open.dropLast().map(\.text), last.text))
      }
      leaf = false
    }
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
      guard let first = words.first, !first.hasPrefix("!"), !Self.ends.contains(first),
        !["Building", "Current"].contains(first)
      else { continue }
      let indent = line.prefix { $0 == " " }.count
      if let last = open.last, indent <= last.indent { close() }
      while let last = open.last, indent <= last.indent { open.removeLast() }
      open.append((indent, withoutNumber(words).joined(separator: " ")))
      leaf = true
    }
    close()
    return lines
  }

  private static let ends: Set<Substring> = ["exit", "exit-address-family", "exit-vrf", "exit-vni", "end"]

  /// `ip prefix-list NAME seq 5 permit …` without `seq 5`.
  private static func withoutNumber(_ words: [Substring]) -> [Substring] {
    guard words.count > 5, words[1] == "prefix-list", words[3] == "seq" else { return words }
    return Array(words[..<3] + words[5...])
  }

  /// Lines as `vtysh` reads them: each section opened and closed, neighbours in the same section together.
  package static func write(_ lines: some Collection<FRRLine>) -> [String] {
    var text: [String] = []
    var open: [String] = []
    func close(to depth: Int) {
      while open.count > depth {
        let header = open.removeLast()
        text.append(indent(open.count) + (header.hasPrefix("address-family") ? "exit-address-family" : "exit"))
      }
    }
    for line in lines {
      let common = zip(open, line.path).prefix { $0 == $1 }.count
      close(to: common)
      for header in line.path.dropFirst(common) {
        text.append(indent(open.count) + header)
        open.append(header)
      }
      text.append(indent(open.count) + line.text)
    }
    close(to: 0)
    return text
  }

  private static func indent(_ depth: Int) -> String { String(repeating: " ", count: depth) }
}
