/// What one host is, read in one go: never a secret.
package struct HostObservation: Hashable, Sendable {
  package var clock: HostClock
  /// The WireGuard interfaces that are there, sorted by name.
  package var interfaces: [ObservedInterface]
  package var forwarding: Forwarding
  /// The wg-quick files that are there, sorted by interface.
  package var bootFiles: [BootFileState]
  /// What Weft last brought this host to for the mesh asked about; `nil` when it never did.
  package var marker: Marker?
  /// Public halves of the private keys that Weft keeps on the host for this mesh, sorted.
  package var keys: [PublicKey]
  /// The pre-shared keys that Weft keeps on the host for this mesh, each with the SHA-256 of its file in hexadecimal.
  package var presharedKeys: [PresharedKeyName: String]
  package var abilities: HostAbilities
  /// The pairs of entries that the host follows for this mesh, in the order in which it was told.
  package var followed: [FollowedKeys]

  package init(
    clock: HostClock,
    interfaces: [ObservedInterface],
    forwarding: Forwarding,
    bootFiles: [BootFileState],
    marker: Marker?,
    keys: [PublicKey],
    presharedKeys: [PresharedKeyName: String] = [:],
    abilities: HostAbilities,
    followed: [FollowedKeys] = []
  ) {
    self.clock = clock
    self.interfaces = interfaces
    self.forwarding = forwarding
    self.bootFiles = bootFiles
    self.marker = marker
    self.keys = keys
    self.presharedKeys = presharedKeys
    self.abilities = abilities
    self.followed = followed
  }
}

/// A host's clocks at the moment it was observed.
package struct HostClock: Hashable, Sendable {
  /// Seconds since 1970: what handshakes are counted in. It can be set.
  package var unixSeconds: Int64
  /// Hundredths of a second since boot, from /proc/uptime: what jobs are timed by. It cannot be set.
  package var uptimeTicks: Int64
  /// /proc/sys/kernel/random/boot_id: another boot is another uptime.
  package var bootID: String

  package init(unixSeconds: Int64, uptimeTicks: Int64, bootID: String) {
    self.unixSeconds = unixSeconds
    self.uptimeTicks = uptimeTicks
    self.bootID = bootID
  }
}

/// An interface as it is: its configuration, and what moves by itself.
package struct ObservedInterface: Hashable, Sendable {
  package var configuration: Interface
  package var status: [PublicKey: PeerStatus]
  package var isUp: Bool

  package init(configuration: Interface, status: [PublicKey: PeerStatus], isUp: Bool) {
    self.configuration = configuration
    self.status = status
    self.isUp = isUp
  }
}

/// The state of one interface's wg-quick file, secrets left out.
package struct BootFileState: Hashable, Sendable {
  package var interface: InterfaceName
  /// SHA-256 of the file with its secrets and last good endpoints left out, in hexadecimal.
  package var digest: String
  /// The public half of the private key in it; `nil` without one.
  package var publicKey: PublicKey?
  /// The pre-shared keys in it, by peer.
  package var presharedKeys: [PublicKey: PresharedKey]
  /// Lines of the `[Interface]` section that are the operator's own, in order.
  package var operatorLines: [String]
  /// Whether something brings the interface up at boot.
  package var startsAtBoot: Bool
  /// Of the keys that were asked about, those that stand anywhere in it; sorted.
  package var mentions: [PublicKey]

  package init(
    interface: InterfaceName,
    digest: String,
    publicKey: PublicKey?,
    presharedKeys: [PublicKey: PresharedKey] = [:],
    operatorLines: [String],
    startsAtBoot: Bool,
    mentions: [PublicKey] = []
  ) {
    self.interface = interface
    self.digest = digest
    self.publicKey = publicKey
    self.presharedKeys = presharedKeys
    self.operatorLines = operatorLines
    self.startsAtBoot = startsAtBoot
    self.mentions = mentions
  }
}

/// What a host can do, as far as the commands sent to it depend on it.
package struct HostAbilities: Hashable, Sendable {
  package var hasKernelWireGuard: Bool
  package var hasUserspaceWireGuard: Bool
  package var hasWGQuick: Bool
  /// Whether `wg set … allowed-ips +P,-P` is known: wireguard-tools v1.0.20250521 and later.
  package var hasIncrementalAllowedIPs: Bool
  package var hasSystemd: Bool

  package init(
    hasKernelWireGuard: Bool,
    hasUserspaceWireGuard: Bool,
    hasWGQuick: Bool,
    hasIncrementalAllowedIPs: Bool,
    hasSystemd: Bool
  ) {
    self.hasKernelWireGuard = hasKernelWireGuard
    self.hasUserspaceWireGuard = hasUserspaceWireGuard
    self.hasWGQuick = hasWGQuick
    self.hasIncrementalAllowedIPs = hasIncrementalAllowedIPs
    self.hasSystemd = hasSystemd
  }

  /// A host that can do nothing: what is assumed where nothing is known.
  package static let none = HostAbilities(
    hasKernelWireGuard: false, hasUserspaceWireGuard: false, hasWGQuick: false, hasIncrementalAllowedIPs: false,
    hasSystemd: false)
}
