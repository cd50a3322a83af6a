/// What arguments of ssh say of the host to go through (ssh(1), -J; ssh_config(5), ProxyJump and ProxyCommand).
package enum SSHArguments: Hashable, Sendable {
  case straight
  /// The last host before the destination, without user and port.
  case through(String)
  /// Some program that cannot be told from here.
  case unknown

  package init(_ text: String) {
    guard !text.contains("{{"), let words = ShellWords.split(text) else {
      let mayJump = text.hasPrefix("{{") || ["proxy", "-j"].contains { text.lowercased().contains($0) }
      self = mayJump ? .unknown : .straight
      return
    }
    self = .straight
    var index = 0
    // The first that says it counts, as with ssh.
    while index < words.count, self == .straight {
      let word = words[index]
      index += 1
      guard word.hasPrefix("-J") || word.hasPrefix("-o") else { continue }
      var value = String(word.dropFirst(2))
      if value.isEmpty, index < words.count {
        value = words[index]
        index += 1
      }
      self = word.hasPrefix("-J") ? Self.jump(value) : Self.option(value)
    }
  }

  /// `KEY=VALUE` or `KEY VALUE`.
  private static func option(_ text: String) -> SSHArguments {
    let halves = text.split(maxSplits: 1, whereSeparator: { $0 == "=" || $0 == " " })
    guard halves.count == 2 else { return .straight }
    let value = halves[1].drop { $0 == " " || $0 == "=" }
    switch halves[0].lowercased() {
    case "proxyjump": return jump(ShellWords.split(String(value))?.first ?? "")
    case "proxycommand": return command(String(value))
    default: return .straight
    }
  }

  /// `[USER@]HOST[:PORT]`, or several with commas between: the last is next to the destination.
  private static func jump(_ text: String) -> SSHArguments {
    guard let last = text.split(separator: ",").last else { return .unknown }
    if last.lowercased() == "none" { return .straight }
    return host(last.hasPrefix("ssh://") ? last.dropFirst("ssh://".count) : last)
  }

  /// `ssh -W %h:%p HOST`, with other options anywhere.
  private static func command(_ text: String) -> SSHArguments {
    // The value of an option may be quoted as a whole.
    guard var words = ShellWords.split(text) else { return .unknown }
    if words.count == 1 { words = ShellWords.split(words[0]) ?? [] }
    guard words.first?.split(separator: "/").last == "ssh",
      words.contains(where: { $0.hasPrefix("-") && $0.contains("W") })
    else { return .unknown }
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else { return host(word[...]) }
      // Options of ssh whose value is the next word.
      let takesNext =
        word.last.map { "BbcDEeFIiJLlmOopPQRSWw".contains($0) } == true && (word.count == 2 || word.hasSuffix("W"))
      if takesNext { rest = rest.dropFirst() }
    }
    return .unknown
  }

  private static func host(_ text: Substring) -> SSHArguments {
    var text = text[(text.lastIndex(of: "@").map { text.index(after: $0) } ?? text.startIndex)...]
    if text.first == "[", let close = text.firstIndex(of: "]") {
      text = text[text.index(after: text.startIndex)..<close]
    } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
      text = text[..<colon]
    }
    return Names.isSSHHost(String(text)) ? .through(String(text)) : .unknown
  }
}

/// Words as a shell splits them; nothing in them is expanded.
enum ShellWords {
  /// - Returns: `nil` where a quote is left open.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return quote == nil && !isEscaped ? words : nil
  }
}
