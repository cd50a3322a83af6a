/// Every group of keys there is, for the reference page and for tools.
package enum MeshLanguage {
  /// Groups in the order that a reader meets them, by where they stand.
  package static let sections: [(place: String, section: KeySection)] = [
    ("mesh.yaml", MeshKeys.section),
    ("mesh.yaml: ssh", SSHDefaultKeys.section),
    ("mesh.yaml: a rule of topology", TopologyKeys.section),
    ("mesh.yaml: defaults of a tag", DefaultKeys.section),
    ("mesh.yaml: ssh in the defaults of a tag", DefaultKeys.SSH.section),
    ("mesh.yaml: presharedKeys", PresharedKeyKeys.section),
    ("mesh.yaml: routing", RoutingKeys.section),
    ("mesh.yaml: routing.bfd", RoutingKeys.BFD.section),
    ("mesh.yaml: routing.authentication", PresharedKeyKeys.section),
    ("mesh.yaml: policy", PolicyKeys.section),
    ("mesh.yaml: policy.removals", PolicyKeys.Removals.section),
    ("mesh.yaml: policy.rotation", PolicyKeys.Rotation.section),
    ("mesh.yaml: policy.rotation.unreachable", PolicyKeys.Rotation.Unreachable.section),
    ("mesh.yaml: policy.signedCommits", PolicyKeys.SignedCommits.section),
    ("nodes/NAME.yaml, or a node in mesh.yaml", NodeKeys.section),
    ("nodes/NAME.yaml, or a node in mesh.yaml: rotation", NodeRotationKeys.section),
    ("nodes/NAME.yaml, or a node in mesh.yaml: ssh", SSHTargetKeys.section),
  ]
}
