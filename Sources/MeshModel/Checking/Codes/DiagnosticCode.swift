/// Everything that can be said of declared files: the names are stable, for tools and for docs/diagnostics.md.
package enum DiagnosticCode: String, Hashable, Sendable, CaseIterable {
  // Files.
  case meshMissing = "mesh-missing"
  case nodeTwice = "node-twice"
  case nodeName = "node-name"
  case fileIgnored = "file-ignored"
  case fileSize = "file-size"
  case notUTF8 = "not-utf8"
  case notYAML = "not-yaml"
  case yamlAlias = "yaml-alias"
  case yamlDepth = "yaml-depth"
  case secretInRepository = "secret-in-repository"

  // Keys and values.
  case keyUnknown = "key-unknown"
  case keyMissing = "key-missing"
  case keyDuplicate = "key-duplicate"
  case keyType = "key-type"
  case valueType = "value-type"
  case notYet = "not-yet"
  case publicKey = "public-key"
  case address
  case prefix
  case prefixHostBits = "prefix-host-bits"
  case defaultRoute = "default-route"
  case endpoint
  case hostKey = "host-key"

  // Topology.
  case topologyShape = "topology-shape"
  case topologyLink = "topology-link"
  case topologyChain = "topology-chain"
  case topologyRing = "topology-ring"
  case topologyGateways = "topology-gateways"
  case tunnelDisagreement = "tunnel-disagreement"
  case endpointOfOther = "endpoint-of-other"
  case tagUnknown = "tag-unknown"
  case defaultsDisagree = "defaults-disagree"
  case memberUnknown = "member-unknown"
  case nameAmbiguous = "name-ambiguous"
  case nodeAlone = "node-alone"
  case nodeNotEnrolled = "node-not-enrolled"
  case hubsStatic = "hubs-static"

  // What belongs to one node.
  case keyTaken = "key-taken"
  case addressTaken = "address-taken"
  case addressMissing = "address-missing"
  case endpointTaken = "endpoint-taken"

  // Ranges and networks.
  case rangeOverlap = "range-overlap"
  case addressOutOfRange = "address-out-of-range"
  case networkInRange = "network-in-range"
  case networkTaken = "network-taken"
  case networkOverlap = "network-overlap"
  case networkRedundant = "network-redundant"
  case networkUnreachable = "network-unreachable"
  case networkHoldsEndpoint = "network-holds-endpoint"
  case networkCoversSSH = "network-covers-ssh"

  // Tunnels.
  case endpointMissing = "endpoint-missing"
  case endpointInRange = "endpoint-in-range"
  case keepaliveMissing = "keepalive-missing"
  case mtuTooLarge = "mtu-too-large"

  // Tunnels with a routing protocol.
  case tunnelName = "tunnel-name"
  case tunnelPort = "tunnel-port"
  case spokesApartRouted = "spokes-apart-routed"
  case deadInterval = "dead-interval"

  // The way to a node.
  case sshMissing = "ssh-missing"
  case sshHostOther = "ssh-host-other"
  case sshWithoutTunnel = "ssh-without-tunnel"
  case jumpUnknown = "jump-unknown"
  case jumpLoop = "jump-loop"
  case jumpWithoutSSH = "jump-without-ssh"
  case wayInSingle = "way-in-single"

  // Compiled tables.
  case allowedIPsTwice = "allowed-ips-twice"
  case allowedIPsNested = "allowed-ips-nested"
  case pathAsymmetric = "path-asymmetric"
}
