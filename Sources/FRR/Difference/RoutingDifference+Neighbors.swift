/// Neighbours of BGP that are not wanted any more, where FRR must not be told to forget them.
///
/// bgpd before 8.5 may keep a pointer to an unnumbered neighbour that was deleted, and then ends when the next one comes
/// (FRR b242e73b0b): the session to every other neighbour with it. So the old one stays, shut down and without an address
/// family, for as long as the instance does. Its BFD stays with it: told anew while the neighbour is down, bgpd takes the
/// name of the interface from one that may be gone (`bgp_peer_configure_bfd`, bgpd/bgp_bfd.c).
extension RoutingDifference {
  /// The lines that keep neighbours, each with one that shuts it down.
  /// - Parameters:
  ///   - lines: Those that are there.
  ///   - sections: Where the instance stays.
  ///   - wanted: Names of neighbours that are to speak.
  static func shutDown(_ lines: [FRRLine], in sections: Set<[String]>, but wanted: Set<String>) -> [FRRLine] {
    let left = lines.filter { line in
      line.isNeighborItself && sections.contains(line.path) && line.neighbor.map { !wanted.contains($0) } == true
    }
    return left.flatMap { line in
      let neighbor = "neighbor \(line.neighbor ?? "")"
      let detection = lines.filter { $0.path == line.path && $0.text.hasPrefix("\(neighbor) bfd") }
      return [line] + detection + [FRRLine(line.path, "\(neighbor) shutdown")]
    }
  }

  /// Names of the neighbours that lines are of.
  static func neighbors(_ lines: [FRRLine]) -> Set<String> {
    Set(lines.filter(\.isNeighborItself).compactMap(\.neighbor))
  }
}
