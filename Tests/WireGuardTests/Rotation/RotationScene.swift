import Lab
import TestSupport
import Testing
import WireGuard

/// A node with two keys, and peers that have both of them as it is after the staging: real hosts, cables and tunnels.
struct RotationScene {
  static let mesh = "example"
  let node: HostNamespace
  let peers: [HostNamespace]
  let old: PublicKey
  let new: PublicKey
  let peerKeys: [PublicKey]

  /// Calls the body with a scene, whose tunnels have shaken hands under the old key.
  static func with(
    _ shell: HostNamespace.Shell, peers count: Int, _ body: (RotationScene) async throws -> Void
  ) async throws {
    try await Turns.take { try await open(shell, peers: count, body) }
  }

  private static func open(
    _ shell: HostNamespace.Shell, peers count: Int, _ body: (RotationScene) async throws -> Void
  ) async throws {
    let node = try await HostNamespace(shell)
    var peers: [HostNamespace] = []
    do {
      for _ in 0..<count { peers.append(try await HostNamespace(shell)) }
      try await body(try await RotationScene(node, peers))
    } catch {
      for host in [node] + peers { await host.close() }
      throw error
    }
    for host in [node] + peers { await host.close() }
  }

  private init(_ node: HostNamespace, _ peers: [HostNamespace]) async throws {
    self.node = node
    self.peers = peers
    old = try await node.addInterface(.wg0, listenPort: 51820, mesh: Self.mesh)
    new = try #require(KeyScript.parse(try await node.expect(KeyScript.make(mesh: Self.mesh))))
    try await node.expect("ip address add 10.10.0.1/32 dev wg0; mkdir -p \(HostFolder.jobs(mesh: Self.mesh))")
    var keys: [PublicKey] = []
    for (index, peer) in peers.enumerated() {
      let key = try await peer.addInterface(.wg0, listenPort: 51820, mesh: Self.mesh)
      keys.append(key)
      try await node.connect("10.9.\(index).1", to: peer, "10.9.\(index).2")
      try await peer.expect(
        """
        ip address add \(Self.address(index) + "/32") dev wg0
        wg set wg0 peer \(old) endpoint \("10.9.\(index).1:51820") allowed-ips 10.10.0.1/32
        wg set wg0 peer \(new)
        ip route add 10.10.0.1/32 dev wg0
        """)
      try await node.expect(
        """
        wg set wg0 peer \(key) endpoint \("10.9.\(index).2:51820") allowed-ips \(Self.address(index) + "/32")
        ip route add \(Self.address(index) + "/32") dev wg0
        """)
    }
    peerKeys = keys
    for index in peers.indices { try await ping(index) }
  }

  static func address(_ index: Int) -> String { "10.10.0.\(index + 2)" }

  /// Waits until the tunnel carries a ping from the node to the peer and back.
  func ping(_ index: Int) async throws {
    try await until("a ping to peer \(index)") {
      try await node.run("ping -c 1 -W 1 \(Self.address(index))").exitCode == 0
    }
  }

  /// The gap is long, so that on a busy machine too the node has switched before its peers land.
  func landing() throws -> Landing {
    Landing(
      mesh: Self.mesh, node: "n", interface: .wg0, old: old,
      peer: Peer(publicKey: new, allowedIPs: [try #require(Prefix("10.10.0.1/32"))]),
      gapTicks: 50, retryTicks: 3)
  }

  func keySwitch(wayIn: Int? = nil) -> KeySwitch {
    KeySwitch(
      mesh: Self.mesh, old: old, new: new, interfaces: [.wg0],
      tunnels: peerKeys.indices.map { index in
        KeySwitch.Tunnel(
          interface: .wg0, peer: peerKeys[index], peerName: "p\(index)", target: IPAddress(Self.address(index)),
          isWayIn: index == wayIn, isJudged: true)
      })
  }

  var pair: FollowedKeys { FollowedKeys(interface: .wg0, old: old, new: new) }

  /// A tick that is soon, by the clock that all hosts of this machine share.
  func moment(in ticks: Int64) async throws -> Int64 {
    let text = try await node.expect("cat /proc/uptime").prefix { $0 != " " }
    return try #require(Int64(text.filter(\.isNumber))) + ticks
  }

  static func arm(_ job: Job, on host: HostNamespace) async throws {
    #expect(try await host.expect(job.deliver) == job.receipt + "\n")
    try await host.expect(job.arm)
  }

  /// Delivers jobs, and arms them for one moment in this order. How long a busy machine takes is nobody's to know: where one
  /// is armed too late, all are disarmed, and it begins anew with twice the time.
  func arm(_ jobs: [(job: Job, host: HostNamespace)]) async throws {
    var lead: Int64 = 150
    while true {
      for (job, host) in jobs { #expect(try await host.expect(job.deliver) == job.receipt + "\n") }
      let moment = try await moment(in: lead)
      var isInTime = true
      for (var job, host) in jobs where isInTime {
        job.fireAtTicks = moment
        let armed = try await host.run(job.arm)
        isInTime = armed.exitCode == 0
        guard isInTime || armed.errorOutput.contains("ticks too late") else { throw HostTestError("\(armed)") }
      }
      if isInTime { return }
      for (job, host) in jobs {
        try await host.expect(job.disarm)
        try await host.expect(JobRunner.waitWhileBusy(HostFolder.jobs(mesh: Self.mesh)))
      }
      lead *= 2
    }
  }

  /// The job's report once it is over.
  static func report(_ job: Job, on host: HostNamespace) async throws -> JobReport {
    var report: JobReport?
    try await until("\(job.id) is over", within: .seconds(90)) {
      report = JobReport(try await host.run(job.state).output)
      return report.map { ![.armed, .fired].contains($0.state) } ?? false
    }
    return try #require(report)
  }

  /// Who has the node's address at the peer.
  func owner(at peer: Int) async throws -> PublicKey? {
    let lines = try await peers[peer].expect("wg show wg0 allowed-ips").split(separator: "\n")
    return lines.first { $0.hasSuffix("10.10.0.1/32") }.flatMap { PublicKey($0.prefix { $0 != "\t" }) }
  }

  func liveKey() async throws -> PublicKey? {
    PublicKey(try await node.expect("wg show wg0 public-key").dropLast())
  }

  func flow(to index: Int, rate: Int) async throws -> Flow {
    let ends = (try #require(IPAddress("10.10.0.1")), try #require(IPAddress(Self.address(index))))
    return try await node.startFlow(ends.0, to: peers[index], ends.1, rate: rate)
  }
}
