import WireGuard

/// What one interface of a reached node goes through: it is made, or changed stage by stage.
struct InterfacePlan {
  /// As the commit declares it, names in endpoints and all.
  let declared: Interface
  /// `nil` where the interface has to be made.
  let stages: InterfaceStages?

  func steps(_ wave: Wave.Kind) -> [Step] {
    guard let stages else { return wave == .prepare ? [.create(declared)] : [] }
    return stages.commands(wave).map { .change(declared.name, $0) }
  }

  /// What takes the wave's steps back, in the order in which to run it.
  func undo(_ wave: Wave.Kind) -> [Step] {
    guard let stages else { return wave == .prepare ? [.delete(declared)] : [] }
    return stages.undo(wave).map { .change(declared.name, $0) }
  }

  /// What a boot should bring up once the wave is done.
  ///
  /// Live endpoints have roamed; what is written down is what is declared, and where nothing is, what is live.
  func bootState(after wave: Wave.Kind) -> Interface {
    guard let stages else { return declared }
    let endpoints = declared.peersByKey.mapValues(\.endpoint)
    var state = stages.ends(wave).after
    state.peers = state.peers.map { peer in
      var peer = peer
      if let endpoint = endpoints[peer.publicKey] { peer.endpoint = endpoint }
      return peer
    }
    return state
  }

  /// The peers that this plan adds.
  var newPeers: [Peer] {
    guard let stages else { return declared.peers }
    let old = stages.observed.peersByKey
    return declared.peers.filter { old[$0.publicKey] == nil }
  }
}
