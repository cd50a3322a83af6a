package import WireGuard

/// Lines that end in a secret: as Weft wants them a placeholder stands there, as they are read one where the host knows the
/// secret, else `sha256:` and its digest.
extension FRRLine {
  /// A line with the secret that is derived from a key.
  init(_ path: [String], _ text: String, _ key: PresharedKeyName) {
    self.init(path, "\(text) \(RoutingSecret.mark)\(key.fileName)")
  }

  /// The key that its secret is derived from; `nil` where it has none, or one that no file of the mesh's gives.
  package var presharedKey: PresharedKeyName? {
    guard let word = text.split(separator: " ").last, word.hasPrefix(RoutingSecret.mark) else { return nil }
    return PresharedKeyName(fileName: word.dropFirst(RoutingSecret.mark.count))
  }

  /// Whether nobody could set it again: its secret is known as a digest alone.
  var isUnknown: Bool { text.split(separator: " ").last?.hasPrefix("sha256:") == true }

  /// Its text where others may read it: who guesses a secret could tell by the digest. FRR takes any word where a secret goes.
  package var told: String {
    isUnknown ? text.split(separator: " ").dropLast().joined(separator: " ") + " unknown" : text
  }

  var hasSecret: Bool { presharedKey != nil || isUnknown }

  /// Whether FRR has to be told to forget the line that holds now before it takes another: it passes over a second key with
  /// one number, and says nothing.
  var isTakenOnce: Bool { text.hasPrefix("ip ospf message-digest-key ") }

  /// The interface whose neighbour has to have the same: what it says of the neighbour's number, or of OSPF's timers (RFC 2328,
  /// section 10.5). Of the timers that are usual FRR says nothing; the area is there with all of them.
  var agreed: String? {
    if isNeighborItself { return neighbor }
    let beginnings = ["ip ospf", "ipv6 ospf6"].flatMap { word in
      ["hello-interval", "dead-interval", "area"].map { "\(word) \($0) " }
    }
    guard let header = path.first, path.count == 1, header.hasPrefix("interface "),
      beginnings.contains(where: text.hasPrefix)
    else { return nil }
    return String(header.dropFirst("interface ".count))
  }

  /// The interface whose neighbour the line authenticates.
  var authenticated: String? {
    let words = text.split(separator: " ")
    if words.count > 2, words[0] == "neighbor", words[2] == "password" { return String(words[1]) }
    let beginnings = ["ip ospf authentication ", "ip ospf message-digest-key ", "ipv6 ospf6 authentication "]
    guard let header = path.first, path.count == 1, header.hasPrefix("interface "),
      beginnings.contains(where: text.hasPrefix)
    else { return nil }
    return String(header.dropFirst("interface ".count))
  }
}
