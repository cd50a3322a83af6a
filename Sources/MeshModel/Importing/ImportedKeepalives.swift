import WireGuard

/// When keepalives are sent: what a mesh says once, what nodes say for themselves, and what is left for single tunnels.
struct ImportedKeepalives {
  let mesh: KeepalivePolicy
  /// Of nodes that are not as the mesh says.
  private(set) var nodes: [Int: KeepalivePolicy] = [:]
  /// Of tunnels both of whose ends are alike, and not as their nodes say.
  private(set) var tunnels: [TunnelEnds: KeepalivePolicy] = [:]

  init(_ mesh: ImportedMesh, _ endpoints: ImportedEndpoints) {
    let read = Reading(mesh: mesh, endpoints: endpoints)
    self.mesh = read.mostCommon
    var strays: Set<Int> = []
    mesh.forEachEntry { node, peer, entry in
      if !read.fits(self.mesh, node, peer, entry.keepalive) { strays.insert(node) }
    }
    guard !strays.isEmpty else { return }
    for node in strays {
      let best = read.best(for: node, self.mesh)
      if best != self.mesh { nodes[node] = best }
    }
    var left: Set<TunnelEnds> = []
    mesh.forEachEntry { node, peer, entry in
      if strays.contains(node), !read.fits(nodes[node] ?? self.mesh, node, peer, entry.keepalive) {
        left.insert(TunnelEnds(node, peer))
      }
    }
    for ends in left { tunnels[ends] = read.shared(Int(ends.low), Int(ends.high)) }
  }

  private struct Reading {
    let mesh: ImportedMesh
    let endpoints: ImportedEndpoints

    /// Seconds from a node to a peer by a policy.
    func seconds(_ policy: KeepalivePolicy, _ node: Int, _ peer: Int) -> UInt16 {
      switch policy {
      case .seconds(let seconds): seconds
      case .auto:
        endpoints.endpoint(of: node, from: peer) == nil && endpoints.endpoint(of: peer, from: node) != nil ? 25 : 0
      }
    }

    func fits(_ policy: KeepalivePolicy, _ node: Int, _ peer: Int, _ keepalive: UInt16) -> Bool {
      seconds(policy, node, peer) == keepalive
    }

    /// What explains most entries; `auto` where it explains as many.
    var mostCommon: KeepalivePolicy {
      var votes: [UInt16: Int] = [:]
      var automatic = 0
      mesh.forEachEntry { node, peer, entry in
        votes[entry.keepalive, default: 0] += 1
        if fits(.auto, node, peer, entry.keepalive) { automatic += 1 }
      }
      let best = votes.max { ($0.value, $1.key) < ($1.value, $0.key) }
      return best.map { $0.value > automatic ? .seconds($0.key) : .auto } ?? .auto
    }

    /// What explains most of a node's entries, those first that no rule of a tunnel could say.
    func best(for node: Int, _ common: KeepalivePolicy) -> KeepalivePolicy {
      var entries: [(peer: Int, seconds: UInt16, isHard: Bool)] = []
      mesh.forEachEntry(of: node) { peer, entry in
        entries.append((peer, entry.keepalive, shared(node, peer) == nil))
      }
      let candidates = [common, .auto] + Set(entries.map(\.seconds)).sorted().map(KeepalivePolicy.seconds)
      var best = (policy: common, hard: -1, all: -1)
      for policy in candidates {
        let fitting = entries.filter { fits(policy, node, $0.peer, $0.seconds) }
        let hard = fitting.count(where: \.isHard)
        if (hard, fitting.count) > (best.hard, best.all) { best = (policy, hard, fitting.count) }
      }
      return best.policy
    }

    /// What explains both ends of a tunnel; `nil` where nothing does.
    func shared(_ one: Int, _ other: Int) -> KeepalivePolicy? {
      let there = mesh.entry(of: one, for: other)?.keepalive
      let back = mesh.entry(of: other, for: one)?.keepalive
      guard let some = there ?? back else { return nil }
      if some == back ?? some { return .seconds(some) }
      let isAutomatic =
        there.map { fits(.auto, one, other, $0) } == true && back.map { fits(.auto, other, one, $0) } == true
      return isAutomatic ? .auto : nil
    }
  }
}
