package import WireGuard

/// What brings FRR's running configuration to what Weft wants, and leaves the operator's own as it is.
///
/// Three things meet: what is wanted, what runs, and what Weft set last (its record, a file on the host). A line that is
/// wanted and does not run is set; one that Weft set and wants no more is taken away; any other is the operator's. So is
/// what has the name of one of Weft's lists, maps or profiles, or refers to one, Weft's: a host may have lost the record.
package struct RoutingDifference: Hashable, Sendable {
  /// A line to set, and the one that holds now in its place.
  package struct Setting: Hashable, Sendable {
    package var line: FRRLine
    package var replaces: String?

    /// The line that is replaced.
    package var old: FRRLine? { replaces.map { FRRLine(line.path, $0) } }

    /// What FRR is told.
    var lines: [FRRLine] {
      guard line.isTakenOnce, let old else { return [line] }
      return [FRRLine(line.path, old.removal), line]
    }
  }

  /// In an order in which nothing refers to what is not there yet.
  package private(set) var settings: [Setting]
  /// In an order in which nothing that stays refers to what is gone.
  package private(set) var removed: [FRRLine]
  /// What the record says afterwards.
  package private(set) var record: [FRRLine]
  /// Another autonomous system that runs on the host: FRR has one, and it is not Weft's to take away.
  package private(set) var foreignSystem: String?
  /// The autonomous system of Weft's that runs, where it is to be another one: FRR takes the new one only once the old one
  /// is gone, with all its sessions.
  package private(set) var formerSystem: String?
  /// Sections that nothing is left of, by their headers and those around them.
  private(set) var emptied: Set<[String]> = []
  /// Whether FRR can be told to forget a neighbour of BGP.
  private let forgetsNeighbors: Bool
  /// What the record says now.
  let recordedBefore: [FRRLine]

  package var isEmpty: Bool { settings.isEmpty && removed.isEmpty && foreignSystem == nil }
  /// Whether the record is what it is to be; ``keep(mesh:daemons:)`` writes it.
  package var isRecorded: Bool { Set(record) == Set(recordedBefore) }

  /// - Parameters:
  ///   - desired: `nil` where the mesh has no router here any more.
  ///   - mesh: its name.
  ///   - running: of ``FRRText/parse(_:)``.
  ///   - unreached: Tunnels whose other end cannot be told now: what both must have alike stays as Weft set it last, for
  ///     otherwise the two would lose each other.
  ///   - forgetsNeighbors: Of ``RoutingObservation/forgetsNeighbors``.
  package init(
    desired: RouterConfiguration?, mesh: String, running: [FRRLine], recorded: [FRRLine],
    unreached: Set<InterfaceName> = [], forgetsNeighbors: Bool = true
  ) {
    let isKept = Self.isKept(desired, unreached, recorded)
    var wanted = (desired?.lines ?? []).filter { !isKept($0) } + recorded.filter { isKept($0) && !$0.isUnknown }
    let present = Set(running)
    if !forgetsNeighbors {
      let left = recorded.filter(present.contains)
      wanted += Self.shutDown(left, in: Set(wanted.map(\.path)), but: Self.neighbors(wanted))
    }
    self.forgetsNeighbors = forgetsNeighbors
    record = wanted.filter { !$0.isDefault }
    recordedBefore = recorded
    let current = Dictionary(running.map { (Slot($0), $0.text) }, uniquingKeysWith: { _, last in last })
    settings = wanted.compactMap { line in
      let now = current[Slot(line)]
      if present.contains(line.printed) || line.isDefault && now == nil
        || line.authenticated != nil && isKept(line) && now != nil
      {
        return nil
      }
      return Setting(line: line, replaces: now)
    }
    let slots = Set(wanted.map { Slot($0) })
    let own = Set(recorded)
    // Their keys may have changed, or be gone.
    let secrets = Set(recorded.filter(\.hasSecret).map { Slot($0) })
    let mark = "weft-\(mesh)-"
    removed = running.filter { line in
      let isOwn = own.contains(line) || line.isMarked(mark) || line.isUnknown && secrets.contains(Slot(line))
      return isOwn && !slots.contains(Slot(line))
    }
    let gone = Set(removed)
    let stays = running.filter { !gone.contains($0) } + wanted
    // The instance of OSPF is also that of interfaces of the operator's.
    let left = Set(stays.flatMap { Self.prefixes($0.path) } + stays.compactMap(\.instance))
    emptied = Set(removed.flatMap { Self.prefixes($0.path) }).subtracting(left)
    let systems = Set(wanted.compactMap(\.system))
    formerSystem = systems.isEmpty ? nil : removed.compactMap(\.system).first { !systems.contains($0) }
    foreignSystem =
      systems.isEmpty
      ? nil : running.filter { !gone.contains($0) }.compactMap(\.system).first { !systems.contains($0) }
    settings = Self.sorted(settings, by: \.line.rank)
    removed = Self.sorted(removed.reversed()) { -$0.rank }
  }

  /// Sets lines and takes none away.
  init(setting lines: [FRRLine], running: [FRRLine], recorded: [FRRLine]) {
    let current = Dictionary(running.map { (Slot($0), $0.text) }, uniquingKeysWith: { _, last in last })
    let present = Set(running)
    settings = lines.filter { !present.contains($0) }.map { Setting(line: $0, replaces: current[Slot($0)]) }
    let slots = Set(lines.map { Slot($0) })
    record = recorded.filter { !slots.contains(Slot($0)) } + lines
    removed = []
    forgetsNeighbors = true
    recordedBefore = recorded
    settings = Self.sorted(settings, by: \.line.rank)
  }

  /// Only what it sets: what is to go stays, and stays recorded. So a neighbour that leaves speaks until then.
  package var additions: Self {
    var additions = self
    let silenced = Set(settings.map(\.line).filter(\.isShutdown))
    additions.settings.removeAll { silenced.contains($0.line) }
    additions.record.removeAll(where: silenced.contains)
    let known = Set(record)
    additions.record += removed.filter { !known.contains($0) }
    additions.removed = []
    additions.emptied = []
    return additions
  }

  /// What runs once it is made.
  package func applied(to running: [FRRLine]) -> [FRRLine] {
    let gone = Set(removed)
    let slots = Set(settings.map { Slot($0.line) })
    return running.filter { !gone.contains($0) && !slots.contains(Slot($0)) }
      + settings.map(\.line).filter { !$0.isDefault }.map(\.printed)
  }

  /// What takes the change back: sets what was replaced or removed, and removes what was new. A secret that only the host
  /// knew nobody can set again; one that was given up at both ends is not to be back at one.
  package var inverse: Self {
    var inverse = self
    inverse.settings =
      Self.sorted(
        removed.reversed().filter { $0.authenticated == nil }.map { Setting(line: $0) }
          + settings.compactMap { setting in
            setting.old.map { Setting(line: $0, replaces: setting.line.text) }
          }.filter { !$0.line.isUnknown }, by: \.line.rank)
    let new = settings.filter { $0.replaces == nil }.map(\.line)
    let left =
      forgetsNeighbors ? [] : Self.shutDown(new, in: Set(new.map(\.path)), but: Self.neighbors(recordedBefore))
    inverse.settings += left.filter { !new.contains($0) }.map { Setting(line: $0) }
    inverse.removed = Self.sorted(new.filter { !left.contains($0) }.reversed()) { -$0.rank }
    inverse.record = recordedBefore + left
    inverse.emptied = []
    return inverse
  }

  /// By rank, and else as they are.
  private static func sorted<Element>(_ elements: [Element], by rank: (Element) -> Int) -> [Element] {
    elements.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
  }

  private static func prefixes(_ path: [String]) -> [[String]] { path.indices.map { Array(path[...$0]) } }
}

/// A place in a configuration that one line has: its section, and what it sets there.
private struct Slot: Hashable {
  var path: [String]
  var key: String

  init(_ line: FRRLine) {
    path = line.path
    key = line.key
  }
}

extension FRRLine {
  /// The line as it is read back.
  fileprivate var printed: FRRLine { FRRLine(path, text) }

  /// Whether it is part of something of Weft's, or refers to it: another mesh's name may begin like this one's.
  fileprivate func isMarked(_ mark: String) -> Bool {
    (path + [text]).contains { part in
      part.split(separator: " ").contains { word in
        word.hasPrefix(mark) && Self.marked.contains { word.dropFirst(mark.count).hasPrefix($0) }
      }
    }
  }

  /// How the names of lists, maps and profiles go on after the mesh's.
  private static let marked = ["own", "known", "of-", "in", "out", "drain-", "bfd"]

  /// The instance of OSPF that an interface takes part in by this line.
  fileprivate var instance: [String]? {
    guard path.first?.hasPrefix("interface ") == true else { return nil }
    return text.hasPrefix("ip ospf area ")
      ? ["router ospf"] : text.hasPrefix("ipv6 ospf6 area ") ? ["router ospf6"] : nil
  }

  /// `router bgp 65000` of the line's section, where that is the host's own instance and no other VRF's.
  fileprivate var system: String? {
    guard let header = path.first, header.hasPrefix("router bgp "), header.split(separator: " ").count == 3
    else { return nil }
    return header
  }
}
