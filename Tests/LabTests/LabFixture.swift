import Foundation
import Git
import MeshModel
import TestSupport

@testable import Lab

/// A mesh repository of its own in a temporary folder, and a lab made from it, which is gone afterwards.
struct LabFixture {
  let lab: Lab
  let repository: String

  /// A hub, a branch with a network, two nodes behind NATs and a phone.
  static let files = [
    "mesh.yaml": """
    version: 1
    name: small
    addresses: [10.9.0.0/24, fd10:9::/64]
    topology:
      - hubs: [hub]
        spokes: [branch, home, office, phone]
    """,
    "nodes/hub.yaml": """
    # The hub.
    publicKey: R3V2BfvHOcdLP5xEQEKPp4UODkpCXDz94JcTtq8BuSE=   # first key
    addresses: [10.9.0.1, fd10:9::1]
    endpoint: hub.example.net:51820
    ssh: {host: 203.0.113.10, hostKey: ssh-ed25519 \(hostKey)}
    """,
    "nodes/branch.yaml": """
    publicKey: 3CD6bwGu3+fpl2Amdyb+/mr1/S4o4RYulCDJuhTWSB4=
    addresses: [10.9.0.2, fd10:9::2]
    endpoint: 203.0.113.20:51820
    networks: [10.90.2.0/24, fd10:90:2::/64]
    ssh: {host: 203.0.113.20, port: 2022}
    """,
    "nodes/home.yaml": """
    publicKey: 27pWeWQc+5PXQz8CwYS9nx3+NS8BWUupRPfWJYAKVn4=
    addresses: [10.9.0.3, fd10:9::3]
    networks: [10.90.3.0/24]
    ssh: {host: 10.9.0.3, jump: hub}
    """,
    "nodes/office.yaml": """
    publicKey: IBBxDZDpOQkX1BUA/3kiPdxDQwjd5BqsEYXUcxJPKCo=
    addresses: [10.9.0.4, fd10:9::4]
    ssh: {host: office.example.net, port: 2200}
    """,
    "nodes/phone.yaml": """
    publicKey: dCdWc231iQZJ8+4+a7yio4c+F/WibQ/5mwAuTKT4nGQ=
    addresses: [10.9.0.5, fd10:9::5]
    managed: false
    """,
  ]
  static let hostKey = "AAAAC3NzaC1lZDI1NTE5AAAAIKDWU3F9efzc6QNua0r1y//mzKg6wpGhx/LNYr348ayv"

  /// - Parameter body: gets a lab that is not up yet.
  static func with(_ body: (LabFixture) async throws -> Void) async throws {
    let name = "test-" + UUID().uuidString.prefix(8).lowercased()
    let folder = NSTemporaryDirectory() + "weft-lab-test-" + name
    let fixture = LabFixture(lab: try Lab(name: name), repository: folder)
    try await Turns.take {
      do {
        try await fixture.write(files)
        try await body(fixture)
      } catch {
        try await fixture.clean()
        throw error
      }
      try await fixture.clean()
    }
  }

  /// Writes files and commits them.
  func write(_ files: [String: String]) async throws {
    for (path, text) in files {
      let url = URL(fileURLWithPath: repository).appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try (text + "\n").write(to: url, atomically: true, encoding: .utf8)
    }
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@weft.invalid"]
    for arguments in [["init", "--quiet"], ["add", "-A"], identity + ["commit", "--quiet", "-m", "A mesh"]] {
      _ = try await Command.output(of: ["git", "-C", repository] + arguments, for: "test", doing: "git")
    }
  }

  func source() async throws -> LabSource {
    try await LabSource(try Repository(around: repository), revision: "HEAD", folder: "")
  }

  /// - Parameter booted: told of each machine that is there, by name.
  func up(booted: @escaping @Sendable (String) -> Void = { _ in }) async throws {
    try await lab.up(source(), programs: [], report: booted)
  }

  /// What a command on a machine printed; its failure is the test's.
  func output(_ command: String, on machine: String) async throws -> String {
    let outcome = try await lab.run(["sh", "-c", command], on: machine)
    guard outcome.exitCode == 0 else {
      throw LabError.failed(machine: machine, action: command, output: outcome.output + outcome.errorOutput)
    }
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Waits until a command succeeds, tried again and again.
  func eventually(_ command: String, on machine: String) async throws {
    try await until("\(machine): \(command)") {
      try await lab.run(["sh", "-c", command], on: machine).exitCode == 0
    }
  }

  private func clean() async throws {
    try await lab.down()
    try FileManager.default.removeItem(atPath: repository)
  }
}
