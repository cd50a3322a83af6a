extension Form where Value == Bool {
  /// `true` or `false` alone: YAML's `yes`, `no`, `on` and `off` mean other things to other readers.
  static var boolean: Form {
    .scalar("`true` or `false`", .boolean) { text in ["true": true, "false": false][text] }
  }
}

extension Form where Value: FixedWidthInteger {
  static func integer(_ what: String, _ range: ClosedRange<Value>) -> Form {
    let choice = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    let schema = ValueSchema.integer(Int(range.lowerBound)...Int(range.upperBound))
    return .scalar("\(what), \(choice)", schema) { text in
      // Decimal and nothing else: in YAML 1.1, 010 is eight.
      guard text == "0" || text.first != "0", text.utf8.allSatisfy({ (48...57).contains($0) }),
        let number = Value(text), range.contains(number)
      else { return nil }
      return number
    }
  }
}

extension Form where Value == UInt16 {
  static var port: Form { .integer("a port", 1...65_535) }
}

extension Form where Value == Int {
  static var mtu: Form { .integer("a number of bytes", 1_280...9_000) }
}

extension Form where Value == String {
  static var meshName: Form {
    .scalar("a name of up to 63 of a-z 0-9 and, between them, -", .text(pattern: TextPattern.meshName)) { text in
      Names.isMesh(text) ? text : nil
    }
  }

  static var nodeName: Form {
    .scalar("a node's name", .text(pattern: TextPattern.nodeName)) { text in Names.isNode(text) ? text : nil }
  }

  static var member: Form {
    .scalar("the name of a node or a tag", .text(pattern: TextPattern.nodeName)) { text in
      Names.isNode(text) ? text : nil
    }
  }

  static var tag: Form {
    .scalar("a tag of up to 63 of a-z 0-9 and, between them, - and .", .text(pattern: TextPattern.nodeName)) { text in
      Names.isNode(text) ? text : nil
    }
  }

  static var user: Form {
    .scalar("a user's name: a-z 0-9 _ -, not beginning with a digit or -", .text(pattern: TextPattern.user)) { text in
      Names.isUser(text) ? text : nil
    }
  }

  static var sshHost: Form {
    .scalar("an address or a DNS name", .text(pattern: TextPattern.sshHost)) { text in
      Names.isSSHHost(text) ? (text.contains(":") ? text : text.lowercased()) : nil
    }
  }
}

/// Days, hours and so on, as people write them.
extension Form where Value == Int {
  /// Seconds.
  static var duration: Form {
    .scalar("a time such as 90d, 12h or 30m", .text(pattern: TextPattern.duration)) { text in
      let seconds = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
      guard let unit = text.last.flatMap({ seconds[String($0)] }), (2...6).contains(text.utf8.count),
        text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(text.dropLast()), count > 0
      else { return nil }
      return count * unit
    }
  }

  static var percent: Form {
    .scalar("a part of the nodes such as 20%", .text(pattern: TextPattern.percent)) { text in
      guard text.last == "%", (2...4).contains(text.utf8.count),
        text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text.dropLast()), number <= 100
      else { return nil }
      return number
    }
  }
}

/// A word out of several.
protocol Choice: RawRepresentable<String>, CaseIterable, Sendable {}

extension Form where Value: Choice {
  static var choice: Form {
    let words = Value.allCases.map { "`\($0.rawValue)`" }
    let schema = ValueSchema.words(Value.allCases.map(\.rawValue))
    return .scalar("one of " + words.joined(separator: ", "), schema) { text in Value(rawValue: text) }
  }
}
