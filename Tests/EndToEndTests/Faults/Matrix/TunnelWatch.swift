/// Watches the tunnels of a node by a ping a tenth of a second, so that both ends are watched, and one of them may be
/// rebooted: the pings are sent by the other.
struct TunnelWatch {
  let scene: LabScene
  let node: String
  /// The peers of the node, with their addresses in the mesh.
  let peers: [String: String]
  let address: String
  /// Whether the peers ping the node.
  let isFromPeers: Bool

  private static let folder = "/run/watch"

  func begin() async throws {
    for (host, addresses) in senders {
      let pings = addresses.map { address in
        """
        ping -n -D -i 0.1 -W 1 \(address) >\(Self.folder)/\(address) 2>/dev/null & echo $! >>\(Self.folder)/pids
        """
      }
      try await scene.shell(
        "rm -rf \(Self.folder); mkdir \(Self.folder); date +%s.%N >\(Self.folder)/began\n"
          + pings.joined(separator: "\n"),
        on: host
      ).checked()
    }
  }

  /// Ends it, and gives the longest time that one of the tunnels was out, in seconds.
  func end() async throws -> Double {
    var longest = 0.0
    for (host, _) in senders {
      let script = """
        cd \(Self.folder) && for pid in $(cat pids); do kill -INT "$pid" || :; done
        for file in *.*.*.*; do
        { sed 's/.*/[&]/' began; grep 'bytes from' $file; date '+[%s.%N]'; } | tr -d '[]' |
        awk 'NR > 1 && $1 - last > gap { gap = $1 - last } { last = $1 } END { print gap }'
        done
        """
      for line in try await scene.shell(script, on: host).checked().lines { longest = max(longest, Double(line) ?? 0) }
    }
    return longest
  }

  /// Waits until every tunnel answers; not for ever.
  func back(within limit: Duration) async throws -> Bool {
    let pings = peers.values.sorted().map { "ping -n -c 1 -W 1 \($0) >/dev/null 2>&1 & waited=\"$waited $!\"" }
    do {
      try await scene.eventually(
        pings.joined(separator: "\n") + "\nfor pid in $waited; do wait $pid || exit 1; done", on: node, within: limit)
      return true
    } catch is SceneError { return false }
  }

  private var senders: [(host: String, addresses: [String])] {
    isFromPeers ? peers.keys.sorted().map { ($0, [address]) } : [(node, peers.values.sorted())]
  }
}
