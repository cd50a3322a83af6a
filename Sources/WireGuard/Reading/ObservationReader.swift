/// Puts an observation together, line by line.
struct ObservationReader {
  private let node: String
  private var clock: HostClock?
  private var forwarding = Forwarding(ipv4: false, ipv6: false)
  private var drafts: [InterfaceName: InterfaceDraft] = [:]
  private var bootFiles: [BootFileState] = []
  private var marker: Marker?
  private var keys: [PublicKey] = []
  private var presharedKeys: [PresharedKeyName: String] = [:]
  private var abilities: Set<Substring> = []
  private var followed: [FollowedKeys] = []
  /// The date in the tools' version (`v1.0.20250521`) and the first two numbers of the kernel's.
  private var tools = 0
  private var kernel: [Int] = []
  /// busybox's `ip` does not say whose a route is.
  private var routesAreMarked = true
  private var isComplete = false

  init(node: String) { self.node = node }

  func finish() throws(ObservationError) -> HostObservation {
    guard isComplete, let clock else { throw .incomplete(node: node) }
    return HostObservation(
      clock: clock,
      interfaces: drafts.sorted { $0.key < $1.key }.map { name, draft in draft.observed(as: name) },
      forwarding: forwarding, bootFiles: bootFiles.sorted { $0.interface < $1.interface }, marker: marker,
      keys: keys.sorted(), presharedKeys: presharedKeys,
      abilities: HostAbilities(
        hasKernelWireGuard: abilities.contains("kernel"), hasUserspaceWireGuard: abilities.contains("userspace"),
        hasWGQuick: abilities.contains("wg-quick"),
        // `-PREFIX` needs the kernel's WGALLOWEDIP_F_REMOVE_ME (include/uapi/linux/wireguard.h, Linux 6.16).
        hasIncrementalAllowedIPs: tools >= 20_250_521 && abilities.contains("kernel")
          && !kernel.lexicographicallyPrecedes([6, 16]),
        hasSystemd: abilities.contains("systemd")),
      followed: followed)
  }

  mutating func read(_ line: Substring) throws(ObservationError) {
    let words = line.split(maxSplits: 2, whereSeparator: { $0 == " " })
    let rest = words.count > 2 ? words[2] : ""
    switch (words.first ?? "", words.count > 1 ? words[1] : "") {
    case ("end", _): isComplete = true
    case ("clock", let seconds): clock = try need(Self.clock(seconds, rest), line)
    case ("tools", _): tools = line.split { !$0.isNumber }.first { $0.count == 8 }.flatMap { Int($0) } ?? 0
    case ("kernel", let release): kernel = release.split(separator: ".").prefix(2).map { Int($0) ?? 0 }
    case ("able", let ability): abilities.insert(ability)
    case ("routes", "unmarked"): routesAreMarked = false
    case ("forwarding", "ipv4"): forwarding.ipv4 = true
    case ("forwarding", "ipv6"): forwarding.ipv6 = true
    case ("silent", let interface): throw .silent(node: node, interface: String(interface))
    case ("interface", let name):
      let fields = rest.split(separator: " ")
      let name = try need(InterfaceName(name), line)
      let port = try need(fields.last.flatMap { UInt16($0) }, line)
      drafts[name] = InterfaceDraft(publicKey: fields.first.flatMap { PublicKey($0) }, listenPort: port)
    case ("boot", let name): bootFiles.append(try need(Self.bootFile(name, rest), line))
    case ("boot-line", _):
      let text = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
      try need(bootFiles.indices.last.map { bootFiles[$0].operatorLines.append(String(text)) }, line)
    case ("boot-mention", _):
      let key = try need(PublicKey(rest), line)
      try need(bootFiles.indices.last.map { bootFiles[$0].mentions.append(key) }, line)
    case ("boot-preshared-key", _):
      let fields = rest.split(separator: " ")
      let peer = try need(fields.first.flatMap { PublicKey($0) }, line)
      try need(
        bootFiles.indices.last.map {
          bootFiles[$0].presharedKeys[peer] = PresharedKey(matching: fields.dropFirst().first ?? "")
        }, line)
    // One that Weft cannot read is as good as none: the node is then not in step, and written anew.
    case ("marker", _): marker = Marker(json: line.dropFirst("marker ".count))
    case ("key", let file):
      if let key = PublicKey(rest), key.fileName == file { keys.append(key) }
    case ("follow", _): followed.append(try need(FollowedKeys(line: line.dropFirst("follow ".count)), line))
    case ("preshared-key-file", let file):
      if let name = PresharedKeyName(fileName: file), rest.count == 64 { presharedKeys[name] = String(rest) }
    case (let field, let name):
      let name = try need(InterfaceName(name), line)
      let isUnderstood = drafts[name]?.read(field, rest, routesAreMarked: routesAreMarked) ?? false
      try need(isUnderstood ? name : nil, line)
    }
  }

  @discardableResult
  private func need<T>(_ value: T?, _ line: Substring) throws(ObservationError) -> T {
    guard let value else { throw .line(node: node, text: String(line)) }
    return value
  }
}

extension ObservationReader {
  private static func clock(_ seconds: Substring, _ rest: Substring) -> HostClock? {
    let words = rest.split(separator: " ")
    guard words.count == 2, let seconds = Int64(seconds), let ticks = Int64(words[0].filter { $0 != "." })
    else { return nil }
    return HostClock(unixSeconds: seconds, uptimeTicks: ticks, bootID: String(words[1]))
  }

  private static func bootFile(_ name: Substring, _ rest: Substring) -> BootFileState? {
    let words = rest.split(separator: " ")
    guard words.count == 3, words[0].count == 64, let name = InterfaceName(name) else { return nil }
    return BootFileState(
      interface: name, digest: String(words[0]), publicKey: PublicKey(words[1]), operatorLines: [],
      startsAtBoot: words[2] == "yes")
  }
}
