package import FRR
package import MeshModel
package import WireGuard

extension NodeInput {
  package var observation: HostObservation? { reading.observation }

  /// Whether Weft has been here for this mesh before.
  var isOurs: Bool { observation?.marker != nil }

  /// Whether a peer's key is one that a declaration explains: the commit's, the applied one's, or the one that this
  /// node was last brought to.
  func knows(_ key: PublicKey, _ input: PlanningInput) -> Bool {
    input.names[key] != nil || recorded?.interfaces.contains { $0.peerNames[key] != nil } == true
  }
}

extension HostObservation {
  package func interface(_ name: InterfaceName) -> ObservedInterface? {
    interfaces.first { $0.configuration.name == name }
  }

  package func bootFile(_ name: InterfaceName) -> BootFileState? {
    bootFiles.first { $0.interface == name }
  }
}

extension DesiredNode {
  package func interface(_ name: InterfaceName) -> Interface? {
    interfaces.first { $0.configuration.name == name }?.configuration
  }
}

extension NodeInput.Reading {
  package var observation: HostObservation? {
    if case .observed(let observation, _) = self { observation } else { nil }
  }

  /// FRR; `nil` where the host was not asked for it.
  package var routing: RoutingObservation? {
    if case .observed(_, let routing) = self { routing } else { nil }
  }
}
