import Foundation
import Glibc
import TestSupport
import Testing

@testable import Lab

/// What a machine has that a lab could leave behind.
private struct Traces: Equatable {
  var namespaces: Set<String> = []
  var processes: Set<String> = []
  var mounts: [String] = []
  var files: [String] = []

  /// Of one lab; other labs and other programs come and go meanwhile.
  init(of name: String) throws {
    let mine = "/run/weft-lab/" + name
    for pid in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int32(pid) != nil {
      let mounts = Self.read("/proc/\(pid)/mountinfo")
      let line = Self.read("/proc/\(pid)/cmdline").replacing("\0", with: " ")
      // Every process in a lab's namespaces sees a mount below the lab's folder, or was started from there.
      guard mounts.contains(mine) || line.contains(mine) else { continue }
      processes.insert(line)
      for kind in ["net", "mnt", "pid", "uts"] {
        namespaces.insert((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/\(kind)")) ?? "")
      }
    }
    mounts = Self.read("/proc/self/mounts").split(separator: "\n").map(String.init).filter { $0.contains("weft-lab") }
    files = ((try? FileManager.default.contentsOfDirectory(atPath: "/run/weft-lab")) ?? []).filter {
      $0.contains(name)
    }
  }

  var isEmpty: Bool { namespaces.isEmpty && processes.isEmpty && mounts.isEmpty && files.isEmpty }

  private static func read(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

@Suite(.needsLab, .serialized) struct LeftoverTests {
  @Test func downLeavesNothing() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let during = try Traces(of: fixture.lab.name)
      #expect(during.namespaces.count > 30)
      #expect(during.processes.count > 10)
      #expect(during.mounts.isEmpty, "the lab's mounts are in its own namespaces alone")
      try await fixture.lab.down()
      #expect(try Traces(of: fixture.lab.name).isEmpty)
      try await fixture.lab.down()
    }
  }

  /// `up` is cut off after so many machines: the rest of the work never happens.
  @Test(arguments: [1, 3, 6]) func downAfterHalfAnUp(machines: Int) async throws {
    try await LabFixture.with { fixture in
      let source = try await fixture.source()
      let layout = try LabLayout(source.mesh)
      try FileManager.default.createDirectory(
        atPath: fixture.lab.folder.machines, withIntermediateDirectories: true)
      let runner = Runner(folder: fixture.lab.folder, state: LabState(mesh: "small"), hosts: "")
      try await runner.boot(Array(layout.machines.prefix(machines)))
      #expect(try !Traces(of: fixture.lab.name).isEmpty)
      try await fixture.lab.down()
      #expect(try Traces(of: fixture.lab.name).isEmpty)
    }
  }

  @Test func killedInTheMiddleOfABoot() async throws {
    try await LabFixture.with { fixture in
      let folder = fixture.lab.folder
      // As soon as a host is there, end it all: the starters of others are still at work.
      await #expect(throws: (any Error).self) {
        try await fixture.up { machine in
          guard machine != Underlay.internet, machine != Underlay.controller else { return }
          for pid in Processes.ofLab(folder) { kill(pid, SIGKILL) }
        }
      }
      try await fixture.lab.down()
      #expect(try Traces(of: fixture.lab.name).isEmpty)
    }
  }

  @Test func twoLabsSideBySide() async throws {
    try await LabFixture.with { first in
      try await LabFixture.with { second in
        try await first.up()
        try await second.up()
        await #expect(throws: LabError.alreadyThere(lab: first.lab.name)) { try await first.up() }
        try await first.lab.down()
        #expect(try await second.output("hostname", on: "hub") == "hub")
      }
    }
  }
}
