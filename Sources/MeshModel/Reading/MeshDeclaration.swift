import Diagnostics
import WireGuard

/// `mesh.yaml` as it is written, with the places that the checks across files need.
struct MeshDeclaration: Sendable {
  var mesh: Mesh
  var ranges: [Located<Prefix>]
  /// Whether every range that is written could be read.
  var hasAllRanges: Bool
  /// Where the values stand; `nil` for a default.
  var keepalivePlace: SourceRange?
  var mtuPlace: SourceRange?
  var routingPlace: SourceRange?
  /// Those that it lists itself.
  var nodes: [NodeDeclaration]
  /// By tag.
  var defaults: [Named<NodeDefaults>]
}

extension MeshDeclaration {
  /// Reads what is there. What is missing or wrong is reported, and left empty or at its default, so that the checks
  /// across files go on.
  init(reader: inout GroupReader) {
    _ = reader.read(MeshKeys.version)
    let name = reader.read(MeshKeys.name)
    let ranges = reader.read(MeshKeys.addresses)
    let presharedKeys = reader.read(MeshKeys.presharedKeys)
    self.ranges = ranges ?? []
    self.nodes = reader.read(MeshKeys.nodes).map(NodeDeclaration.init(listed:))
    self.defaults = reader.read(MeshKeys.defaults)
    self.hasAllRanges = ranges?.count == reader.count(of: MeshKeys.addresses) && ranges?.isEmpty == false
    keepalivePlace = reader.place(of: MeshKeys.keepalive)
    mtuPlace = reader.place(of: MeshKeys.mtu)
    routingPlace = reader.place(of: MeshKeys.routing)
    self.mesh = Mesh(
      name: name ?? "",
      interface: reader.read(MeshKeys.interface),
      listenPort: reader.read(MeshKeys.listenPort),
      mtu: reader.read(MeshKeys.mtu),
      addresses: self.ranges.map(\.value).sorted(),
      keepalive: reader.read(MeshKeys.keepalive),
      presharedKeys: presharedKeys.isOn,
      presharedKeyGeneration: presharedKeys.generation,
      routing: reader.read(MeshKeys.routing),
      ssh: reader.read(MeshKeys.ssh),
      topology: reader.read(MeshKeys.topology) ?? [],
      policy: reader.read(MeshKeys.policy),
      nodes: [])
  }
}
