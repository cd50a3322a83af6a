/// One machine of the lab: a set of namespaces with a process 1 of its own.
struct Machine: Codable, Hashable, Sendable {
  /// What it plays.
  enum Role: String, Codable, Hashable, Sendable {
    /// The router that every public address is reached through; the other machines live inside its namespaces.
    case internet
    /// A router that hides what is behind it.
    case nat
    /// A managed node: sshd, and a record of the commands that change it.
    case node
    /// A node that Weft never touches: no sshd.
    case peer
    /// A computer in a network behind a node.
    case client
    /// Where Weft runs.
    case controller
    /// The git server.
    case git
  }

  var name: String
  var role: Role
  /// `nil` for the internet alone.
  var uplink: Uplink?
  /// TCP port of its sshd.
  var sshPort: UInt16 = 22
  /// What a NAT passes on to machines behind it.
  var forwards: [PortForward] = []
  /// Addresses of its own on the loopback interface: networks of a single address behind a node.
  var loopback: [InterfaceAddress] = []
  /// The addresses that a flow to it goes to: those in the mesh, or in its network.
  var inner: [InterfaceAddress] = []
  /// Whether FRR's daemons run there, as where `frr.service` is enabled.
  var runsFRR = false
  /// Its addresses in the networks behind it, on the interface that a computer there is plugged into.
  var lan: [InterfaceAddress] = []

  var hasSSH: Bool { role == .node || role == .git }
  /// Whether it passes packets on without being told to.
  var routes: Bool { role == .internet || role == .nat }
}

/// How a machine is plugged into another one: a pair of virtual Ethernet ends, `eth0` on its own side.
struct Uplink: Codable, Hashable, Sendable {
  /// The machine at the other end.
  var machine: String
  /// The name of the other end.
  var port: String
  var addresses: [InterfaceAddress]
  /// The other end's addresses; the default routes go there.
  var gateways: [InterfaceAddress]
  /// Addresses of others that are reached through this machine.
  var routed: [InterfaceAddress] = []
}

/// A port of a NAT's outside that leads to a machine behind it.
struct PortForward: Codable, Hashable, Sendable {
  enum Transport: String, Codable, Hashable, Sendable {
    case tcp
    case udp
  }

  var transport: Transport
  var port: UInt16
  var target: InterfaceAddress
  var targetPort: UInt16

  /// Whether nobody could tell which of two a packet is for.
  func isSameOutside(as other: PortForward) -> Bool {
    (transport, port, target.family) == (other.transport, other.port, other.target.family)
  }

  /// What is wrong where another one is the same outside.
  var clash: String {
    switch transport {
    case .tcp: "another node has the same ssh.host and port"
    case .udp: "another node behind the same NAT is reached at port \(port)"
    }
  }
}
