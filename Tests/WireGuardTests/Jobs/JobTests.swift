import Foundation
import TestSupport
import Testing
import WireGuard

/// Jobs on this machine, under the shells that hosts have.
@Suite struct JobTests {
  /// A folder with a job that writes `on`, takes it back, and keeps it.
  final class Trial {
    let folder: String
    var job: Job

    /// - Parameter confirmWithinSeconds: longer than a test ever takes, where somebody confirms.
    init(run: ShellText? = nil, confirmWithinSeconds: Int = 600) {
      folder = FileManager.default.temporaryDirectory.path + "/weft-job-\(UUID().uuidString)"
      let live = folder + "/live"
      job = Job(
        id: "test-1", folder: folder + "/jobs", run: run ?? "echo on > \(live)", undo: "rm -f \(live)",
        commit: "echo kept > \(folder + "/kept")", confirmWithinSeconds: confirmWithinSeconds)
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + name) }

    /// Waits for a state that the job comes to by itself.
    func wait(for wanted: JobState, _ shell: LocalShell) async throws -> JobState? {
      var state: JobState?
      // Where it never comes, the state that it is in instead tells more than the wait's end.
      try? await until("the job is \(wanted)") {
        state = JobState(try await shell.run(job.state).output)
        return state == wanted
      }
      return state
    }
  }

  @Test(arguments: LocalShell.allCases)
  func aConfirmedJobStays(shell: LocalShell) async throws {
    let trial = Trial()
    let delivered = try await shell.run(trial.job.deliver)
    #expect(delivered.exitCode == 0 && delivered.output.contains(trial.job.receipt), "\(delivered.output)")
    #expect(try await shell.run(trial.job.arm).exitCode == 0)
    #expect(try await trial.wait(for: .fired, shell) == .fired)
    #expect(trial.has("live") && !trial.has("kept"))
    for _ in 0..<2 { #expect(JobState(try await shell.run(trial.job.confirm).output) == .committed) }
    #expect(trial.has("live") && trial.has("kept"))
    _ = try await shell.run(trial.job.forget)
    #expect(!trial.has("jobs/test-1") && !trial.has("jobs/busy"), "what is done is removed")
  }

  @Test(arguments: LocalShell.allCases)
  func anUnconfirmedJobTakesItselfBack(shell: LocalShell) async throws {
    let trial = Trial(confirmWithinSeconds: 1)
    _ = try await shell.run(trial.job.deliver)
    _ = try await shell.run(trial.job.arm)
    #expect(try await trial.wait(for: .undone, shell) == .undone)
    #expect(!trial.has("live") && !trial.has("kept"))
    #expect(JobState(try await shell.run(trial.job.confirm).output) == .undone, "too late is too late")
    #expect(!trial.has("kept"))
  }

  @Test(arguments: LocalShell.allCases)
  func aFailingJobTakesItselfBackAndSaysWhy(shell: LocalShell) async throws {
    let trial = Trial(run: "echo half > live; echo 'no such peer' >&2; exit 3")
    _ = try await shell.run(trial.job.deliver)
    _ = try await shell.run(trial.job.arm)
    #expect(try await trial.wait(for: .failed("no such peer"), shell) == .failed("no such peer"))
    #expect(!trial.has("live"))
  }

  @Test(arguments: LocalShell.allCases)
  func oneJobAtATime(shell: LocalShell) async throws {
    let trial = Trial()
    _ = try await shell.run(trial.job.deliver)
    _ = try await shell.run(trial.job.arm)
    _ = try await trial.wait(for: .fired, shell)
    #expect(try await shell.run(trial.job.arm).exitCode == JobRunner.busy)
    #expect(try await shell.run(trial.job.deliver).exitCode == JobRunner.busy)
    _ = try await shell.run(trial.job.confirm)
    #expect(try await shell.run(trial.job.deliver).exitCode == 0)
  }

  /// What a crash or a reboot left behind stops nobody.
  @Test(arguments: LocalShell.allCases)
  func aDeadRunnerIsCleared(shell: LocalShell) async throws {
    let trial = Trial()
    _ = try await shell.run(
      "mkdir -p \(trial.folder + "/jobs/busy"); echo '1 another-boot' > \(trial.folder + "/jobs/busy/owner")")
    #expect(try await shell.run(JobRunner.waitWhileBusy(trial.folder + "/jobs")).exitCode == 0)
    #expect(try await shell.run(trial.job.deliver).exitCode == 0)
  }

  @Test(arguments: LocalShell.allCases)
  func aJobWaitsForItsMoment(shell: LocalShell) async throws {
    let trial = Trial(run: "cut -d ' ' -f 1 /proc/uptime > fired-at; cp fired-at ../../live")
    let now = try #require(Self.ticks(await shell.run("cat /proc/uptime").output))
    _ = try await shell.run(trial.job.deliver)
    trial.job.fireAtTicks = now + 80
    _ = try await shell.run(trial.job.arm)
    #expect(try await trial.wait(for: .fired, shell) == .fired)
    let fired = try #require(Self.ticks(String(contentsOfFile: trial.folder + "/live", encoding: .utf8)))
    #expect(fired >= now + 80)
    _ = try await shell.run(trial.job.confirm)
  }

  @Test(arguments: LocalShell.allCases)
  func aDisarmedJobNeverRuns(shell: LocalShell) async throws {
    let trial = Trial()
    _ = try await shell.run(trial.job.deliver)
    let now = try #require(Self.ticks(await shell.run("cat /proc/uptime").output))
    // Further away than this test waits for anything.
    trial.job.fireAtTicks = now + 60_000
    _ = try await shell.run(trial.job.arm)
    #expect(try await shell.run(trial.job.disarm).exitCode == 0)
    #expect(try await trial.wait(for: .undone, shell) == .undone)
    #expect(!trial.has("live") && !trial.has("jobs/busy"))
  }

  @Test(arguments: LocalShell.allCases)
  func aDisarmedJobCanBeArmedAgain(shell: LocalShell) async throws {
    let trial = Trial()
    _ = try await shell.run(trial.job.deliver)
    let now = try #require(Self.ticks(await shell.run("cat /proc/uptime").output))
    trial.job.fireAtTicks = now + 60_000
    _ = try await shell.run(trial.job.arm)
    _ = try await shell.run(trial.job.disarm)
    #expect(try await trial.wait(for: .undone, shell) == .undone)
    trial.job.fireAtTicks = now
    #expect(try await shell.run(trial.job.arm).exitCode == 0)
    #expect(try await trial.wait(for: .fired, shell) == .fired)
    #expect(JobState(try await shell.run(trial.job.confirm).output) == .committed)
    #expect(trial.has("kept"))
  }

  private static func ticks(_ text: String) -> Int64? {
    text.split(separator: " ").first.flatMap { Int64($0.filter { $0.isNumber }) }
  }

  @Test func aChangedScriptChangesTheReceipt() {
    let trial = Trial()
    var other = trial.job
    other.undo = "true"
    #expect(other.receipt != trial.job.receipt)
  }
}
