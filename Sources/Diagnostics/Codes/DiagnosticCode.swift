/// Everything that can be said of declared files, of questions about them, and of what is imported: the names are stable,
/// for tools and for docs/diagnostics.md.
///
/// Checks and readers are in several rooms, and a name means one thing in all of them: so the names are here, below.
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
  case ruleUnused = "rule-unused"
  case tunnelsUnused = "tunnels-unused"

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
  case routedFamilies = "routed-families"
  case autonomousSystem = "autonomous-system"
  case deadInterval = "dead-interval"
  case passiveInterface = "passive-interface"
  case costRouted = "cost-routed"
  case authenticationKeys = "authentication-keys"

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

  // Questions: render, trace, simulate, graph.
  case nodeUnknown = "node-unknown"
  case nodeNotPart = "node-not-part"
  case tunnelUnknown = "tunnel-unknown"
  case traceFamilies = "trace-families"
  case pictureUnwritten = "picture-unwritten"

  // Import.
  case quickFileSection = "wg-quick-section"
  case quickFileLine = "wg-quick-line"
  case quickFileKey = "wg-quick-key"
  case quickFileValue = "wg-quick-value"
  case quickFilePeer = "wg-quick-peer"
  case inventory
  case inventoryRange = "inventory-range"
  case inventoryJump = "inventory-jump"
  case ansibleMissing = "ansible-missing"
  case ansibleFailed = "ansible-failed"
  case hostUnreachable = "host-unreachable"
  case importInterface = "import-interface"
  case importName = "import-name"
  case importClash = "import-clash"
  case importAddress = "import-address"
  case importAllowedIPs = "import-allowed-ips"
  case importUnread = "import-unread"
  case importAddressLength = "import-address-length"
  case importSetting = "import-setting"
  case fileUnreadable = "file-unreadable"
  case folderTaken = "folder-taken"
  case folderUnwritable = "folder-unwritable"
}
