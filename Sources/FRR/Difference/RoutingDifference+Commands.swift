import WireGuard

extension RoutingDifference {
  /// What `vtysh` reads: new lines first, old ones taken away after. A list is changed entry by entry.
  package var commands: [String] {
    FRRText.write(settings.flatMap(\.lines).filter { $0.dropped == nil }) + FRRText.write(removals)
  }

  /// What `ip` is told of routes that drop.
  package var routes: [String] {
    settings.compactMap(\.line.dropped).map { DropCommand.set($0).text }
      + removed.compactMap(\.dropped).map { DropCommand.delete($0).text }
  }

  /// Lines that take away, without those that go by themselves: of a section that is taken away whole, and of a BGP
  /// neighbour.
  private var removals: [FRRLine] {
    var done: Set<[String]> = []
    let neighbors = Set(
      removed.compactMap { line in line.neighbor.flatMap { line.isNeighborItself ? line.path + [$0] : nil } })
    return removed.filter { $0.dropped == nil }.compactMap { line in
      if let section = line.path.indices.map({ Array(line.path[...$0]) }).first(where: isRemovedWhole) {
        guard done.insert(section).inserted, let header = section.last else { return nil }
        return FRRLine(section.dropLast(), "no \(header)")
      }
      if let neighbor = line.neighbor, !line.isNeighborItself,
        neighbors.contains(line.path + [neighbor]) || neighbors.contains(line.path.dropLast() + [neighbor])
      {
        return nil
      }
      return FRRLine(line.path, line.removal)
    }
  }

  /// Whether a section is left empty and can be taken away by its header.
  private func isRemovedWhole(_ section: [String]) -> Bool {
    guard emptied.contains(section), let header = section.last else { return false }
    return ["router ", "route-map ", "profile "].contains { header.hasPrefix($0) }
  }
}

extension FRRLine {
  /// The BGP neighbour that the line is about.
  var neighbor: String? {
    let words = text.split(separator: " ")
    return words.count > 2 && words[0] == "neighbor" ? String(words[1]) : nil
  }

  /// Whether it keeps a neighbour from speaking.
  var isShutdown: Bool { neighbor != nil && text.hasSuffix(" shutdown") }

  /// Whether it is the line that a neighbour is there by.
  var isNeighborItself: Bool { text.split(separator: " ").dropFirst(2).first == "interface" }
}
