import Testing

extension EndToEnd.Faults {
  /// One of each fault in the middle of a rotation; all of them at all steps are `FaultMatrix`.
  @Suite struct RotationFaults {
    @Test func aRotationSurvivesThem() async throws {
      let cells: [(step: String, fault: Fault, exits: Set<Int32>)] = [
        // The sessions are made again, and all goes on.
        ("staging", .nodeSessionCut, [0]),
        // The hosts go on alone.
        ("switched", .controllerKilled, [137]),
        // What survives a reboot is not written, and the exit code says so.
        ("decided", .diskFull, [5]),
        // It comes back with its old key; the same apply may have begun again.
        ("landed", .nodeRebooted, [0, 1, 3, 4]),
        ("retiring", .peerRebooted, [0, 3]),
      ]
      try await withScene(example: LabScene.onlyFew) { scene in
        try await scene.applied()
        for (name, fault, exits) in cells {
          let step = try #require(ProtocolStep.all.first { $0.name == name })
          let result = try await scene.cell(step, fault).run()
          print(result.row(step, fault))
          #expect(result.isGood, "\(name), \(fault.rawValue): \(result.faulted)\n\(result.next)")
          #expect(exits.contains(result.faulted.exitCode), "\(name), \(fault.rawValue): \(result.faulted)")
          #expect(result.privateKeys == 1)
        }
      }
    }
  }
}
