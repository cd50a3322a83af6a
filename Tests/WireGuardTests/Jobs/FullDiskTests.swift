import TestSupport
import Testing
import WireGuard

/// A disk that fills up while a job is under way: nothing is half written, nothing is lost, nothing is said that is not.
@Suite struct FullDiskTests {
  private static let mesh = "example"
  /// To the last block: whoever needs one more has none.
  private static let fill: ShellText = """
    dd if=/dev/zero bs=4096 >/etc/wireguard/filler 2>/dev/null
    ! echo more 2>/dev/null >/etc/wireguard/more
    """

  private func withSmallDisk(_ shell: HostNamespace.Shell, _ body: (HostNamespace) async throws -> Void) async throws {
    try await withHost(shell) { host in
      try await host.expect("mount -o remount,size=512k /etc/wireguard")
      try await body(host)
    }
  }

  private func job(run: ShellText = "echo on >/run/live", commit: ShellText, confirmWithinSeconds: Int = 600) -> Job {
    Job(
      id: "test-1", folder: HostFolder.jobs(mesh: Self.mesh), run: run, undo: "rm -f /run/live", commit: commit,
      confirmWithinSeconds: confirmWithinSeconds)
  }

  private func state(_ job: Job, _ host: HostNamespace) async throws -> JobState? {
    JobState(try await host.run(job.state).output)
  }

  private func file(_ key: PublicKey) -> BootFile {
    BootFile(
      mesh: Self.mesh, node: "a",
      interface: Interface(
        name: .wg0, publicKey: key, listenPort: 51820, mtu: 1420, addresses: [],
        // More than a block.
        peers: (1...80).map { Peer(publicKey: .numbered($0), allowedIPs: []) }, routes: []))
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func whatCannotBeWrittenLeavesTheOldFiles(shell: HostNamespace.Shell) async throws {
    try await withSmallDisk(shell) { host in
      let key = try #require(KeyScript.parse(try await host.expect(KeyScript.make(mesh: Self.mesh))))
      var file = file(key)
      let marker = Marker(mesh: Self.mesh, node: "a", commit: "c0ffee", digest: "", interfaces: ["wg0"])
      try await host.expect(file.install())
      try await host.expect(marker.write)
      file.interface.mtu = 1380
      let job = job(commit: "\(file.install()) || exit 1\n\(marker.write)")
      try await host.expect(job.deliver)
      try await host.expect(job.arm)
      try await until("it fired") { try await state(job, host) == .fired }
      let before = try await host.expect("cd /etc/wireguard; ls -A . weft/example; sha256sum *.conf weft/*/marker.json")
      try await host.expect(Self.fill)
      guard case .commitFailed = JobState(try await host.expect(job.confirm)) else {
        Issue.record("\(try await host.run(job.state))")
        return
      }
      try await host.expect("rm /etc/wireguard/filler /etc/wireguard/more")
      let after = try await host.expect("cd /etc/wireguard; ls -A . weft/example; sha256sum *.conf weft/*/marker.json")
      #expect(after == before)
      try await host.expect("test -e /run/live && test ! -e \(HostFolder.jobs(mesh: Self.mesh) + "/busy")")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aJobSaysWhereItStands(shell: HostNamespace.Shell) async throws {
    try await withSmallDisk(shell) { host in
      let run: ShellText = "echo on >/run/live; until test -s ../busy/owner; do sleep 1; done\n\(Self.fill)\ntrue"
      let job = job(run: run, commit: ":")
      try await host.expect(job.deliver)
      try await host.expect(job.arm)
      try await until("it fired") { try await state(job, host) == .fired }
      try await host.expect(job.disarm)
      try await until("it is undone") { try await state(job, host) == .undone }
      try await host.expect("test ! -e /run/live && test ! -e \(HostFolder.jobs(mesh: Self.mesh) + "/busy")")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func nothingIsArmedWithoutRoom(shell: HostNamespace.Shell) async throws {
    try await withSmallDisk(shell) { host in
      var job = job(commit: ":")
      // Without a file that tells its moment it would run at once.
      job.fireAtTicks = .max
      try await host.expect(job.deliver)
      try await host.expect(Self.fill)
      let armed = try await host.run(job.arm)
      #expect(armed.exitCode == 1 && armed.errorOutput.contains("is its disk full?"), "\(armed)")
      // What the last job left makes room.
      try await host.expect("rm -rf \(HostFolder.jobs(mesh: Self.mesh))/*; \(Self.fill)")
      let delivered = try await host.run(job.deliver)
      #expect(delivered.exitCode == 1 && delivered.errorOutput.contains("is its disk full?"), "\(delivered)")
      try await host.expect("test ! -e /run/live && test ! -e \(HostFolder.jobs(mesh: Self.mesh) + "/busy")")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func anotherPairIsStillFollowed(shell: HostNamespace.Shell) async throws {
    try await withSmallDisk(shell) { host in
      let pairs = [(1, 2), (3, 4)].map { FollowedKeys(interface: .wg0, old: .numbered($0), new: .numbered($1)) }
      try await host.expect(Follower.start(pairs, mesh: Self.mesh))
      let table = HostFolder.follower(mesh: Self.mesh) + "/table"
      let before = try await host.expect("cat \(table)")
      try await host.expect(Self.fill)
      #expect(try await host.run(Follower.stop([pairs[0]], mesh: Self.mesh)).exitCode != 0)
      #expect(try await host.expect("cat \(table)") == before)
      try await host.expect(Follower.stop(pairs, mesh: Self.mesh))
      try await host.expect("test ! -e \(HostFolder.follower(mesh: Self.mesh))")
    }
  }

  /// No room for the handshakes of before the switch must not make every tunnel a verified one.
  @Test(arguments: HostNamespace.Shell.allCases)
  func aSwitchIsNotVerifiedByWhatCouldNotBeWritten(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 1) { scene in
      try await scene.node.expect("mount -o remount,size=512k /etc/wireguard")
      // It never answers the new key.
      try await scene.peers[0].expect("wg set wg0 peer \(scene.new) remove")
      let job = scene.keySwitch().job(
        id: "switch", commit: "echo kept >/run/kept", fireAtTicks: try await scene.moment(in: 500))
      try await RotationScene.arm(job, on: scene.node)
      try await scene.node.expect("cd \(HostFolder.jobs(mesh: Self.mesh))/switch; until test -e answered; do :; done")
      try await scene.node.expect(Self.fill)
      guard case .failed = try await RotationScene.report(job, on: scene.node).state else {
        Issue.record("\(try await scene.node.run(job.state))")
        return
      }
      #expect(try await scene.liveKey() == scene.old)
      try await scene.node.expect("test ! -e /run/kept")
      try await scene.ping(0)
    }
  }

  /// Who asks for a job that a reboot ended is told so, and does not wait.
  @Test(arguments: HostNamespace.Shell.allCases)
  func aJobWhoseRunnerIsGoneIsLost(shell: HostNamespace.Shell) async throws {
    try await withSmallDisk(shell) { host in
      let job = job(commit: ":")
      try await host.expect(job.deliver)
      #expect(try await state(job, host) == .lost, "never armed")
      try await host.expect(job.arm)
      try await until("it fired") { try await state(job, host) == .fired }
      try await host.expect("read -r pid boot <\(HostFolder.jobs(mesh: Self.mesh) + "/busy/owner"); kill -9 $pid")
      try await until("it is lost") { try await state(job, host) == .lost }
      #expect(JobState(try await host.expect(job.confirm)) == .lost, "and is not waited for")
      #expect(try await host.run(job.deliver).exitCode == 0, "and keeps nobody waiting")
    }
  }
}
