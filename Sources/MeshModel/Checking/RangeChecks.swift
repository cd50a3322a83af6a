import Diagnostics
import WireGuard

/// Nodes' addresses lie in the mesh's ranges, networks outside them.
enum RangeChecks {
  /// Where not all ranges could be read, nothing can be said to lie outside them.
  static func run(
    _ ranges: [Located<Prefix>], isComplete: Bool, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    for (index, range) in ranges.enumerated() {
      guard let other = ranges[..<index].first(where: { $0.value.overlaps(range.value) }) else { continue }
      findings.report(
        Diagnostic(
          code: .rangeOverlap, "\(range.value) overlaps \(other.value)", at: .source(range.place),
          notes: [.init("declared here", at: .source(other.place))], remedy: "Keep the larger one."))
    }
    let list = ranges.map(\.value.description).joined(separator: ", ")
    for node in nodes {
      for address in node.addresses
      where isComplete && !ranges.contains(where: { $0.value.contains(address.value) }) {
        findings.report(
          Diagnostic(
            code: .addressOutOfRange, "\(address.value) is in none of the mesh's ranges",
            at: .source(address.place),
            notes: ranges.first.map { [.init("the ranges: \(list)", at: .source($0.place))] } ?? [],
            remedy: "Take an address of a range, or add its range to `addresses` of mesh.yaml."))
      }
      if let endpoint = node.endpoint, let address = endpoint.value.address,
        let range = ranges.first(where: { $0.value.contains(address) })
      {
        findings.report(
          Diagnostic(
            code: .endpointInRange, "\(address) is an address of the mesh: tunnels cannot go through themselves",
            at: .source(endpoint.place), notes: [.init("the range", at: .source(range.place))],
            remedy: "An endpoint is where the node is reached without the mesh."))
      }
      for network in node.networks {
        guard let range = ranges.first(where: { $0.value.overlaps(network.value) }) else { continue }
        findings.report(
          Diagnostic(
            code: .networkInRange, "\(network.value) overlaps the mesh's own range \(range.value)",
            at: .source(network.place), notes: [.init("the range", at: .source(range.place))],
            remedy: "Addresses of a range belong to nodes: declare another network, or a narrower range."))
      }
    }
  }
}
