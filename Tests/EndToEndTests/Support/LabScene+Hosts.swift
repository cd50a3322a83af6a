/// What is on the hosts of a scene.
extension LabScene {
  /// The nodes of the example.
  static let nodes = ["ams-1", "branch-1", "branch-2", "branch-3", "branch-4", "fra-1", "hub-a", "nyc-1"]

  /// The mesh applied as it is: what most tests begin with.
  func applied() async throws { try await controller(["weft", "apply", "--yes"]).checked() }

  /// Everything of a node's WireGuard state that does not move by itself, a fact a line.
  func state(of node: String) async throws -> Set<String> {
    let script = """
      wg show wg0 public-key | sed 's/^/key /'
      wg show wg0 listen-port | sed 's/^/port /'
      wg show wg0 persistent-keepalive | sed 's/^/keepalive /'
      wg show wg0 allowed-ips | while read -r peer prefixes; do
        for prefix in $prefixes; do echo "allowed $peer $prefix"; done
      done
      ip -o address show dev wg0
      ip -4 route show dev wg0
      ip -6 route show dev wg0
      sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding
      """
    return Set(try await shell(script, on: node).checked().lines)
  }

  /// The states of nodes, by name.
  func states(of nodes: [String] = Self.nodes) async throws -> [String: Set<String>] {
    var states: [String: Set<String>] = [:]
    for node in nodes { states[node] = try await state(of: node) }
    return states
  }

  /// The commands that a node has recorded so far, each as its words.
  func record(of node: String) async throws -> [[String]] {
    try await lab("record", [node]).checked().lines.map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).dropFirst().map(String.init)
    }
  }

  /// Whether a recorded command only reads.
  static func isRead(_ words: [String]) -> Bool {
    switch (words.first, words.dropFirst().first) {
    case ("wg", "show"), ("wg", "--version"), ("wg", "pubkey"): true
    case ("ip", "-V"): true
    case ("ip", _): (words.contains("show") || words.contains("get")) && !words.contains("-batch")
    case ("systemctl", "is-enabled"), ("systemctl", "is-active"): true
    default: false
    }
  }

  /// Every file, folder and link of a host that could be written, with its inode, mode, size and times; but not the
  /// logs of sshd and of the recorder.
  func files(of node: String) async throws -> [String] {
    let script = """
      find /etc /var /root /home /run /tmp \\( -path /var/log/sshd -o -path /var/log/weft-record \\) -prune \
        -o -printf '%p %i %m %s %T@ %C@\\n' | sort
      """
    return try await shell(script, on: node).checked().lines
  }
}
