import TestSupport
import Testing
import WireGuard

/// Jobs on a host of their own, where their session can be killed.
@Suite struct JobSessionTests {
  private func job(fireAtTicks: Int64? = nil, confirmWithinSeconds: Int) -> Job {
    Job(
      id: "test-1", folder: HostFolder.jobs(mesh: "example"),
      run: "read -r up rest </proc/uptime; echo \"${up%.*}${up#*.}\" >/run/live", undo: "rm -f /run/live",
      commit: "echo kept >/run/kept", fireAtTicks: fireAtTicks, confirmWithinSeconds: confirmWithinSeconds)
  }

  /// Arms the job from a shell that is killed as soon as the job is armed.
  private func armAndDie(_ job: Job, _ host: HostNamespace) async throws {
    #expect(try await host.expect(job.deliver) == job.receipt + "\n")
    try await host.expect(
      """
      sh -c \((job.arm.text + "\n: >/run/armed; sleep 60")) &
      session=$!
      until [ -e /run/armed ]; do sleep 1; done
      kill -9 $session
      """)
  }

  private func state(_ job: Job, _ host: HostNamespace) async throws -> JobState? {
    JobState(try await host.run(job.state).output)
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aConfirmedJobOutlivesItsSession(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let job = job(confirmWithinSeconds: 600)
      try await armAndDie(job, host)
      try await until("it fired") { try await state(job, host) == .fired }
      // Everything that a terminal would hang up on.
      try await host.expect("kill -HUP -1")
      #expect(JobState(try await host.expect(job.confirm)) == .committed)
      try await host.expect("test -e /run/live && test -e /run/kept")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func nobodyComesBackToConfirm(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let job = job(confirmWithinSeconds: 1)
      try await armAndDie(job, host)
      try await until("it is undone") { try await state(job, host) == .undone }
      try await host.expect("test ! -e /run/live && test ! -e /run/kept")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func itFiresNoSoonerThanItsMoment(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let observation = try HostObserver.parse(
        try await host.expect(HostObserver.script(mesh: "example")), node: "a")
      let moment = observation.clock.uptimeTicks + 250
      let job = job(fireAtTicks: moment, confirmWithinSeconds: 600)
      try await armAndDie(job, host)
      try await until("it fired") { try await state(job, host) == .fired }
      let fired = try #require(Int64(try await host.expect("cat /run/live").dropLast()))
      #expect(fired >= moment)
    }
  }
}
