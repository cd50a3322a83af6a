import TestSupport
import Testing
import WireGuard

/// Switches and landings of which one half does not happen.
@Suite struct WayBackTests {
  /// The peers land and nobody has switched: the AllowedIPs are with the old key again, and the tunnel carries traffic.
  @Test(arguments: HostNamespace.Shell.allCases)
  func aLandingWithoutASwitchGivesBack(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 1) { scene in
      let job = Landing.job(
        id: "land", mesh: RotationScene.mesh, landings: [try scene.landing()], commit: "echo kept >/run/kept",
        fireAtTicks: nil)
      try await scene.arm([(job, scene.peers[0])])
      let report = try await RotationScene.report(job, on: scene.peers[0])
      #expect(report.state == .committed && LandingOutcome.read(report) == ["n": .gaveBack])
      #expect(try await scene.owner(at: 0) == scene.old)
      try await scene.peers[0].expect("test ! -e /run/kept && wg show wg0 peers | grep -qxF \(scene.new)")
      try await scene.ping(0)
    }
  }

  /// The node switches, and nobody lands: it is the followers that move the AllowedIPs.
  @Test(arguments: HostNamespace.Shell.allCases)
  func aSwitchWithoutALandingIsFollowed(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 2) { scene in
      for peer in scene.peers { try await peer.expect(Follower.start([scene.pair], mesh: RotationScene.mesh)) }
      let job = scene.keySwitch().job(id: "switch", commit: ":", fireAtTicks: nil)
      try await scene.arm([(job, scene.node)])
      let report = try await RotationScene.report(job, on: scene.node)
      #expect(report.state == .committed && KeySwitchOutcome.read(report) == .stays(silent: []))
      for index in scene.peers.indices {
        try await until("the follower moves") { try await scene.owner(at: index) == scene.new }
        try await scene.ping(index)
      }
    }
  }

  /// The only way in does not answer the new key: the node takes the old one back, and the peer that had landed follows.
  @Test(arguments: HostNamespace.Shell.allCases)
  func theNodeGoesBackAndItsPeersFollow(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 2) { scene in
      // Its own key as a peer is silently ignored, so this peer never answers the new key.
      try await scene.peers[1].expect("wg set wg0 peer \(scene.new) remove")
      try await scene.peers[0].expect(Follower.start([scene.pair], mesh: RotationScene.mesh))
      let landing = Landing.job(
        id: "land", mesh: RotationScene.mesh, landings: [try scene.landing()], commit: ":", fireAtTicks: nil)
      let job = scene.keySwitch(wayIn: 1).job(id: "switch", commit: "echo kept >/run/kept", fireAtTicks: nil)
      try await scene.arm([(landing, scene.peers[0]), (job, scene.node)])
      try await until("the peer lands") { try await scene.owner(at: 0) == scene.new }
      let report = try await RotationScene.report(job, on: scene.node)
      #expect(KeySwitchOutcome.read(report) == .wentBack(silent: ["p1"]), "\(report)")
      #expect(try await scene.liveKey() == scene.old)
      try await scene.node.expect("test ! -e /run/kept")
      try await until("the follower moves back") { try await scene.owner(at: 0) == scene.old }
      for index in scene.peers.indices { try await scene.ping(index) }
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func whatIsDisarmedChangesNothing(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 1) { scene in
      // Further away than this test waits for anything.
      let moment = try await scene.moment(in: 60_000)
      let landing = Landing.job(
        id: "land", mesh: RotationScene.mesh, landings: [try scene.landing()], commit: ":", fireAtTicks: moment)
      let job = scene.keySwitch().job(id: "switch", commit: ":", fireAtTicks: moment)
      try await RotationScene.arm(landing, on: scene.peers[0])
      try await RotationScene.arm(job, on: scene.node)
      let has: ShellText = "wg show wg0 peers | grep -qxF \(scene.new)"
      #expect(try await scene.peers[0].run(has).exitCode != 0, "the entry is dropped when the peer is armed")
      try await scene.peers[0].expect(landing.disarm)
      try await scene.node.expect(job.disarm)
      #expect(try await RotationScene.report(landing, on: scene.peers[0]).state == .undone)
      #expect(try await RotationScene.report(job, on: scene.node).state == .undone)
      #expect(try await scene.liveKey() == scene.old)
      #expect(try await scene.owner(at: 0) == scene.old)
      try await scene.peers[0].expect(has)
    }
  }

  /// Nothing is touched where the key is not what it should be, or the moment is over.
  @Test(arguments: ["no key", "another key", "late"])
  func itFailsBeforeAnythingIsChanged(fault: String) async throws {
    try await RotationScene.with(.dash, peers: 1) { scene in
      let file = HostFolder.keys(mesh: RotationScene.mesh) + "/" + scene.new.fileName
      if fault == "no key" { try await scene.node.expect("rm \(file)") }
      if fault == "another key" { try await scene.node.expect("wg genkey >\(file)") }
      let moment = try await scene.moment(in: fault == "late" ? -5 : 60_000)
      let job = scene.keySwitch().job(id: "switch", commit: ":", fireAtTicks: moment)
      try await scene.node.expect(job.deliver)
      let armed = try await scene.node.run(job.arm)
      let outcome = KeySwitchOutcome.read(try await RotationScene.report(job, on: scene.node))
      guard case .notSwitched(let reason) = outcome else {
        Issue.record("\(outcome as Any)")
        return
      }
      #expect(reason.contains(fault == "late" ? "ticks too late" : "does not hold the private key"))
      #expect(armed.exitCode == 1 && armed.errorOutput == reason + "\n", "whoever arms it is told")
      #expect(try await scene.liveKey() == scene.old)
    }
  }
}
