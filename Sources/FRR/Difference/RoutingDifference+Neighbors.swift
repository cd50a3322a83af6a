/// Neighbours of BGP that are not wanted any more, where FRR must not be told to forget them.
///
/// bgpd before 8.5 may keep a pointer to an unnumbered neighbour that was deleted, and then ends when the next one comes
/// (FRR b242e73b0b): the session to every other neighbour with it. So the old one stays, shut down and without an address
/// family, for as long as the instance does. Its BFD stays with it: told anew while the neighbour is down, bgpd takes the
/// name of the interface from one that may be gone (`bgp_peer_configure_bfd`, bgpd/bgp_bfd.c).
extension RoutingDifference {
  /// The lines of neighbours that stay in a section of BGP which others are in, shut down.
  static func shutDown(_ lines: [FRRLine], in others: [FRRLine]) -> [FRRLine] {
    let sections = Set(others.map(\.path))
    let wanted = Set(others.filter(\.isNeighborItself).compactMap(\.neighbor))
    let left = lines.filter { line in
      line.isNeighborItself && sections.contains(line.path) && line.neighbor.map { !wanted.contains($0) } == true
    }
    return left.flatMap { line in
      let neighbor = "neighbor \(line.neighbor ?? "")"
      let detection = lines.filter { $0.path == line.path && $0.text.hasPrefix("\(neighbor) bfd") }
      return [line] + detection + [FRRLine(line.path, "\(neighbor) shutdown")]
    }
  }
}
