import Planning
import TestSupport
import Testing
import WireGuard

/// What each wave may and may not do, over random interfaces with nested and moving prefixes.
@Suite struct InterfaceStagesTests {
  struct Case {
    let stages: InterfaceStages
    let target: Interface

    init?(seed: Int) {
      var generator = SeededGenerator(seed: seed)
      guard let observed = Interface.random(using: &generator), let random = Interface.random(using: &generator)
      else { return nil }
      target = random.reachable(from: observed)
      stages = InterfaceStages(observed: observed, target: target, kept: [], healing: [])
    }
  }

  @Test(arguments: 0..<400)
  func theWavesEndAtTheTarget(seed: Int) throws {
    let one = try #require(Case(seed: seed))
    var state = one.stages.observed
    for wave in Wave.Kind.allCases {
      for command in commands(wave, one.stages) { state.apply(command) }
    }
    #expect(state == one.target)
  }

  @Test(arguments: 0..<400)
  func undoingAWaveRestoresWhatWasThere(seed: Int) throws {
    let one = try #require(Case(seed: seed))
    for wave in Wave.Kind.allCases {
      let (before, after) = one.stages.ends(wave)
      var state = after
      for command in InterfaceDifference.commands(from: after, to: before) { state.apply(command) }
      for address in Interface.probes {
        #expect(owner(address, state) == owner(address, before), "seed \(seed), \(wave.rawValue), \(address)")
      }
    }
  }

  /// Make before break: preparing takes no address from a peer that has it, at no step.
  @Test(arguments: 0..<400)
  func preparingTakesNothingAway(seed: Int) throws {
    let one = try #require(Case(seed: seed))
    var state = one.stages.observed
    for command in commands(.prepare, one.stages) {
      state.apply(command)
      for address in Interface.probes {
        guard let before = owner(address, one.stages.observed) else { continue }
        #expect(owner(address, state) == before, "seed \(seed): \(address) after \(command)")
      }
    }
  }

  /// Retiring moves no address that the target gives to somebody.
  @Test(arguments: 0..<400)
  func retiringMovesNothingThatIsDeclared(seed: Int) throws {
    let one = try #require(Case(seed: seed))
    var state = one.stages.switched
    for command in commands(.retire, one.stages) {
      state.apply(command)
      for address in Interface.probes {
        guard let wanted = owner(address, one.target), owner(address, one.stages.switched) == wanted else { continue }
        #expect(owner(address, state) == wanted, "seed \(seed): \(address) after \(command)")
      }
    }
  }

  private func commands(_ wave: Wave.Kind, _ stages: InterfaceStages) -> [InterfaceCommand] {
    let (before, after) = stages.ends(wave)
    return InterfaceDifference.commands(from: before, to: after)
  }

  private func owner(_ address: IPAddress, _ interface: Interface) -> PublicKey? {
    CryptoKeyRouting(peers: interface.peers).owner(of: address)
  }
}
