import TestSupport
import Testing
import WireGuard

/// The process that follows: how it begins, what it leaves alone, how it ends.
@Suite struct FollowerTests {
  private let mesh = RotationScene.mesh
  /// How many there are.
  private let count: ShellText = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -cx follow || :"

  /// Kills the one that there is, and waits until it is dead: on a busy machine that takes its time.
  private var kill: ShellText {
    """
    until test -s \(HostFolder.follower(mesh: mesh) + "/owner"); do sleep 1; done
    read -r pid boot <\(HostFolder.follower(mesh: mesh) + "/owner"); kill -9 "$pid"
    while grep -q follow "/proc/$pid/cmdline" 2>/dev/null; do sleep 1; done
    """
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func oneFollowsThemAllUntilTheLastIsGone(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let wg1 = try #require(InterfaceName("wg1"))
      let first = FollowedKeys(interface: .wg0, old: .numbered(1), new: .numbered(2))
      let second = FollowedKeys(interface: wg1, old: .numbered(3), new: .numbered(4))
      try await host.expect(Follower.start([first], mesh: mesh))
      try await until("it runs") { try await host.expect(count) == "1\n" }
      try await host.expect(Follower.start([second, first], mesh: mesh))
      #expect(try await observe(host).followed == [second, first])
      // What the hooks of two interfaces do at boot, at once, after a crash.
      try await host.expect(
        """
        \(kill)
        cd \(HostFolder.follower(mesh: mesh))
        sh program start & sh program start & wait
        """)
      try await until("one of them is left") {
        let named = try await host.run("read -r pid boot <\(HostFolder.follower(mesh: mesh) + "/owner"); kill -0 $pid")
        return try await host.expect(count) == "1\n" && named.exitCode == 0
      }
      try await host.expect(Follower.stop([first], mesh: mesh))
      #expect(try await observe(host).followed == [second])
      try await host.expect(Follower.stop([second], mesh: mesh))
      #expect(try await observe(host).followed.isEmpty)
      try await until("it ends") { try await host.expect(count) == "0\n" }
      try await host.expect("test ! -e \(HostFolder.follower(mesh: mesh))")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func itStandsAsideWhileAJobIsUnderWay(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 1) { scene in
      let peer = scene.peers[0]
      try await peer.expect(Follower.start([scene.pair], mesh: mesh))
      let job = Job(
        id: "long", folder: HostFolder.jobs(mesh: mesh), run: "until test -e /run/done; do sleep 1; done", undo: ":",
        commit: ":", confirmWithinSeconds: nil)
      try await RotationScene.arm(job, on: peer)
      try await scene.node.expect(
        "wg set wg0 private-key \(HostFolder.keys(mesh: mesh) + "/" + scene.new.fileName)")
      let shaken: ShellText = "wg show wg0 latest-handshakes | grep -F \(scene.new) | grep -qv '\t0$'"
      try await until("the new key shakes hands") {
        _ = try await scene.node.run("ping -c 1 -W 1 \(RotationScene.address(0))")
        return try await peer.run(shaken).exitCode == 0
      }
      #expect(try await scene.owner(at: 0) == scene.old)
      try await peer.expect(": >/run/done")
      try await until("it moves") { try await scene.owner(at: 0) == scene.new }
    }
  }

  /// Keepalive and prefixes go to the winner together.
  @Test(arguments: HostNamespace.Shell.allCases)
  func theWinnerGetsAllThatTheLoserHas(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 1) { scene in
      let peer = scene.peers[0]
      try await peer.expect(
        "wg set wg0 peer \(scene.old) persistent-keepalive 21 allowed-ips 10.10.0.1/32,10.20.0.0/16,fd10::1/128")
      try await peer.expect(Follower.start([scene.pair], mesh: mesh))
      // Two handshakes of one second cannot be told apart by who has not seen the first alone.
      try await peer.expect(
        "until [ \"$(date +%s)\" -gt \"$(wg show wg0 latest-handshakes | grep -F \(scene.old) | cut -f 2)\" ]; do :; done"
      )
      try await scene.node.expect(
        "wg set wg0 private-key \(HostFolder.keys(mesh: mesh) + "/" + scene.new.fileName)")
      try await scene.ping(0)
      let entry = try #require(
        try await observe(peer).interfaces.first?.configuration.peers.first { $0.publicKey == scene.new })
      #expect(entry.keepalive == 21)
      #expect(entry.allowedIPs.map(\.description) == ["10.10.0.1/32", "10.20.0.0/16", "fd10::1/128"])
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aBootStartsIt(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try #require(KeyScript.parse(try await host.expect(KeyScript.make(mesh: mesh))))
      let pair = FollowedKeys(interface: .wg0, old: .numbered(1), new: .numbered(2))
      var file = BootFile(
        mesh: mesh, node: "a",
        interface: Interface(
          name: .wg0, publicKey: key, listenPort: 51820, mtu: 1420, addresses: [], peers: [], routes: []))
      let plain = file.digest
      file.followed = [pair]
      #expect(file.digest != plain)
      try await host.expect(Follower.start([pair], mesh: mesh))
      try await host.expect(file.install())
      #expect(try await observe(host).bootFiles.first?.digest == file.digest)
      try await until("it runs") { try await host.expect(count) == "1\n" }
      try await host.expect(kill)
      try await host.expect(BootFile.bringUp(.wg0))
      try await until("it runs again") { try await host.expect(count) == "1\n" }
    }
  }

  private func observe(_ host: HostNamespace) async throws -> HostObservation {
    try HostObserver.parse(try await host.expect(HostObserver.script(mesh: mesh)), node: "a")
  }
}
