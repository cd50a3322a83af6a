/// Where Weft keeps what belongs to a mesh on a host. All of it is for root alone (0700, 0600).
package enum HostFolder {
  /// wg-quick's own folder (wg-quick(8)).
  package static let wireguard = "/etc/wireguard"

  /// - Parameter mesh: a checked name, safe in a path.
  package static func mesh(_ mesh: String) -> String { "\(wireguard)/weft/\(mesh)" }
  /// Private keys, each in a file named after its public key (``PublicKey/fileName``).
  package static func keys(mesh: String) -> String { "\(self.mesh(mesh))/keys" }
  /// Pre-shared keys, each in a file named after the tunnel's other end and its generation (``PresharedKeyName/fileName``).
  package static func presharedKeys(mesh: String) -> String { "\(self.mesh(mesh))/psk" }
  package static func marker(mesh: String) -> String { "\(self.mesh(mesh))/marker.json" }
  package static func jobs(mesh: String) -> String { "\(self.mesh(mesh))/jobs" }
  /// What moves AllowedIPs to the key that a switching node uses: ``Follower``.
  package static func follower(mesh: String) -> String { "\(self.mesh(mesh))/follower" }
  /// What Weft last set in FRR's configuration.
  package static func routing(mesh: String) -> String { "\(self.mesh(mesh))/frr.conf" }
}
