import Diagnostics

/// Reads a wg-quick file line by line; everything that is wrong is told in one run.
struct QuickFileReader {
  private(set) var result: QuickFile
  private(set) var diagnostics: [Diagnostic] = []
  private var section = Section.none
  private var peer: PeerDraft?
  /// A comment right above a section is about it.
  private var lastComment: String?
  /// A comment below an empty line may be about the next section.
  private var isPastEmptyLine = false
  /// Endpoints that hooks of Weft's own boot files set.
  private var hookedEndpoints: [PublicKey: Endpoint] = [:]
  private var seenPeers: [PublicKey: SourceRange] = [:]

  private enum Section {
    case none
    case interface
    case peer
    case unknown
  }

  private struct PeerDraft {
    var name: String?
    var endpoint: Endpoint?
    var allowedIPs: [Prefix] = []
    var keepalive: UInt16 = 0
    var hasPresharedKey = false
    var key: (value: PublicKey, place: SourceRange)?
    /// A key that could not be read has been told.
    var hasKey = false
    var place: SourceRange
  }

  init(file: String) { result = QuickFile(file: file) }

  mutating func read(_ bytes: [UInt8]) {
    var hasInterface = false
    for (index, line) in QuickFileLine.split(bytes).enumerated() {
      let line = QuickFileLine(file: result.file, number: index + 1, bytes: line)
      read(line)
      if section == .interface { hasInterface = true }
    }
    endPeer()
    for index in result.peers.indices where result.peers[index].endpoint == nil {
      result.peers[index].endpoint = hookedEndpoints[result.peers[index].publicKey]
    }
    if !hasInterface, diagnostics.isEmpty {
      report(.quickFileSection, "has no [Interface] section", SourceRange(file: result.file), "Is it a wg-quick file?")
    }
  }

  private mutating func read(_ line: QuickFileLine) {
    let content = line.content
    if content.first == UInt8(ascii: "[") {
      begin(line, content)
    } else if content.isEmpty {
      if let comment = line.comment, !isPastEmptyLine { take(comment) }
      if line.comment == nil { isPastEmptyLine = true }
      lastComment = line.comment
    } else {
      lastComment = nil
      guard let (key, value) = line.entry else {
        if section != .unknown { report(.quickFileLine, "expected `KEY = VALUE`", line.place(content), "") }
        return
      }
      switch section {
      case .interface: readInterface(key, value, line)
      case .peer: readPeer(key, value, line)
      case .none:
        report(.quickFileLine, "stands before any section", line.place(content), "A file begins with [Interface].")
      case .unknown: break
      }
    }
  }

  private mutating func begin(_ line: QuickFileLine, _ header: ArraySlice<UInt8>) {
    endPeer()
    isPastEmptyLine = false
    switch QuickFileLine.text(header).lowercased() {
    case "[interface]":
      section = .interface
      if result.name == nil { result.name = lastComment.flatMap(NameComment.explicit) }
    case "[peer]":
      section = .peer
      peer = PeerDraft(name: lastComment.flatMap(NameComment.name), place: line.place(header))
    default:
      section = .unknown
      report(.quickFileSection, "unknown section", line.place(header), "There are [Interface] and [Peer].")
    }
    lastComment = nil
  }

  private mutating func take(_ comment: String) {
    switch section {
    case .none: result.name = result.name ?? NameComment.ofWeft(comment)
    // A file begins with all sorts of comments: only one that says so is a name.
    case .interface: result.name = result.name ?? NameComment.explicit(comment)
    case .peer where peer?.name == nil: peer?.name = NameComment.name(comment)
    default: break
    }
  }

  private mutating func endPeer() {
    guard let draft = peer else { return }
    peer = nil
    guard let (key, place) = draft.key else {
      if !draft.hasKey { report(.quickFilePeer, "this peer has no PublicKey", draft.place, "") }
      return
    }
    if let first = seenPeers[key] {
      diagnostics.append(
        Diagnostic(
          code: .quickFilePeer, "this peer is given twice", at: .source(place),
          notes: [.init("first given here", at: .source(first))], remedy: "Keep one of them."))
      return
    }
    seenPeers[key] = place
    result.peers.append(
      QuickFile.PeerSection(
        name: draft.name, publicKey: key, endpoint: draft.endpoint, allowedIPs: draft.allowedIPs,
        keepalive: draft.keepalive, hasPresharedKey: draft.hasPresharedKey, place: place))
  }

  private mutating func report(_ code: DiagnosticCode, _ message: String, _ place: SourceRange, _ remedy: String) {
    diagnostics.append(Diagnostic(code: code, message, at: .source(place), remedy: remedy))
  }
}

extension QuickFileReader {
  private mutating func readInterface(_ key: String, _ value: ArraySlice<UInt8>, _ line: QuickFileLine) {
    let text = { QuickFileLine.text(value) }
    switch key {
    case "privatekey":
      if let placeholder = KeyPlaceholder(text()) {
        result.publicKey = placeholder.publicKey
        return
      }
      result.publicKey = expect("a private key: 44 characters of base64 that end in `=`", value, line) {
        PublicKey(ofPrivateKey: $0)
      }
    case "listenport":
      let port = expect("a port, 0 to 65535", value, line) { QuickFileNumber.parse($0).flatMap { UInt16(exactly: $0) } }
      result.listenPort = port == 0 ? nil : port
    case "mtu": result.mtu = expect("a number of bytes", value, line) { QuickFileNumber.parse($0) }
    case "address":
      for part in QuickFileLine.list(value) {
        guard let address = expect("an address such as 10.10.0.1/24", part, line, InterfaceAddressText.parse)
        else { continue }
        result.addresses.append(.init(address: address.0, length: address.1, place: line.place(part)))
      }
    default:
      guard let name = Self.otherKeys.first(where: { $0.lowercased() == key }) else { return unknown(key, line) }
      if let hook = WeftHook(text()) {
        result.forwarding = hook.adding(to: result.forwarding)
        if let (peer, endpoint) = hook.endpoint { hookedEndpoints[peer] = endpoint }
        if let address = hook.address, !result.addresses.contains(where: { $0.address == address }) {
          result.addresses.append(.init(address: address, length: address.family.width, place: line.place(value)))
        }
      } else {
        result.otherLines.append(.init(key: name, value: text(), place: line.place(value)))
      }
    }
  }

  private mutating func readPeer(_ key: String, _ value: ArraySlice<UInt8>, _ line: QuickFileLine) {
    switch key {
    case "publickey":
      let key = expect("a public key: 44 characters of base64 that end in `=`", value, line) { PublicKey($0) }
      peer?.hasKey = true
      peer?.key = key.map { ($0, line.place(value)) }
    case "presharedkey": peer?.hasPresharedKey = true
    case "endpoint":
      let endpoint = expect("an endpoint such as hub.example.net:51820", value, line) { Endpoint($0) }
      peer?.endpoint = endpoint
    case "allowedips":
      for part in QuickFileLine.list(value) {
        guard let prefix = expect("a network such as 10.20.1.0/24", part, line, { Prefix(masking: $0) }) else {
          continue
        }
        peer?.allowedIPs.append(prefix)
      }
    case "persistentkeepalive":
      let keepalive: UInt16? = expect("`off`, or seconds from 0 to 65535", value, line) { text in
        text.lowercased() == "off" ? 0 : QuickFileNumber.parse(text).flatMap { UInt16(exactly: $0) }
      }
      peer?.keepalive = keepalive ?? 0
    default: unknown(key, line)
    }
  }

  private static let otherKeys = [
    "DNS", "FwMark", "Table", "PreUp", "PostUp", "PreDown", "PostDown", "SaveConfig",
  ]

  private mutating func unknown(_ key: String, _ line: QuickFileLine) {
    let isElsewhere = ["publickey", "presharedkey", "endpoint", "allowedips", "persistentkeepalive"].contains(key)
    report(
      .quickFileKey,
      section == .interface && isElsewhere ? "belongs into a [Peer] section" : "is no key of wg-quick's",
      line.place(line.content), "See wg-quick(8) and wg(8).")
  }

  /// The value, or a report of what was expected: without what was found, which may be a secret.
  private mutating func expect<Value>(
    _ what: String, _ value: ArraySlice<UInt8>, _ line: QuickFileLine, _ parse: (String) -> Value?
  ) -> Value? {
    if let parsed = parse(QuickFileLine.text(value)) { return parsed }
    report(.quickFileValue, "expected \(what)", line.place(value), "")
    return nil
  }
}
