/// Neighbours of BGP that are not wanted any more, where FRR must not be told to forget them.
///
/// bgpd before 8.5 may keep a pointer to an unnumbered neighbour that was deleted, and then ends when the next one comes
/// (FRR b242e73b0b): the session to every other neighbour with it. So the old one stays, shut down and without an address
/// family, for as long as the instance does.
extension RoutingDifference {
  /// The lines of neighbours that stay in a section of BGP which others are in, shut down.
  static func shutDown(_ lines: [FRRLine], in others: [FRRLine]) -> [FRRLine] {
    let sections = Set(others.map(\.path))
    let names = Set(others.filter(\.isNeighborItself).compactMap(\.neighbor))
    return lines.filter { line in
      line.isNeighborItself && sections.contains(line.path) && line.neighbor.map { !names.contains($0) } == true
    }.flatMap { line in [line, FRRLine(line.path, "neighbor \(line.neighbor ?? "") shutdown")] }
  }
}
