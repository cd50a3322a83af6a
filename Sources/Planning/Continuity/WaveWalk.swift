/// One wave of the walk over the whole mesh.
struct WaveWalk {
  /// A state: how far each node has come, then the state of each tunnel that changes.
  typealias State = [UInt32]

  /// What one node does in the wave: when each of its events may come.
  struct Lane {
    let node: String
    let timings: [Timing]
    /// How far it has to come until it has dropped all that it drops, and until its keys are switched.
    let dropped: Int
    let switched: Int

    init(_ work: NodeWork) {
      node = work.node
      timings = ModelEvent.all(work).map(\.action.timing)
      dropped = timings.lastIndex(of: .drop).map { $0 + 1 } ?? 0
      switched = timings.lastIndex(of: .keySwitch).map { $0 + 1 } ?? 0
    }
  }

  /// What becomes of the state of one tunnel, by that state; a state with no such way becomes itself.
  struct Table {
    /// The tunnel's place in a state.
    let place: Int
    let next: [UInt32]

    init(_ place: Int, _ graph: TunnelStates, _ way: (TunnelStates.Ways) -> Int?) {
      self.place = place
      next = graph.ways.enumerated().map { UInt32(way($0.element) ?? $0.offset) }
    }
  }

  private let lanes: [Lane]
  /// The tunnels that change in the wave: their places among all.
  private let changing: [Int]
  private let graphs: [TunnelStates]
  /// By lane and place in it, the tunnels that see the event.
  private var changes: [[[Table]]]
  private let handshakes: [Table]

  init(_ wave: Wave, stage: Int, _ nodes: [String], _ tunnels: [MeshWalk.Tunnel]) {
    let lanes = wave.work.map { Lane($0) }.filter { !$0.timings.isEmpty }
    let places = Dictionary(
      lanes.enumerated().map { ($0.element.node, $0.offset) }, uniquingKeysWith: { first, _ in first })
    self.lanes = lanes
    changing = tunnels.indices.filter { tunnels[$0].graphs[stage] != nil }
    graphs = tunnels.compactMap { $0.graphs[stage] }
    changes = lanes.map { Array(repeating: [], count: $0.timings.count) }
    handshakes = graphs.enumerated().map { Table(lanes.count + $0.offset, $0.element, \.handshake) }
    for (index, graph) in graphs.enumerated() {
      let ends = tunnels[changing[index]].ends
      for side in Side.allCases {
        guard let lane = places[nodes[ends[side]]] else { continue }
        let table = Table(lanes.count + index, graph) { $0.changes[side] }
        for change in graph.changes[side] { changes[lane][change.position].append(table) }
      }
    }
  }

  /// The number of states, and what the sessions may be in the end; `nil` beyond the limit.
  func run(from starts: Set<[Sessions]>, atMost limit: Int) -> (states: Int, ends: Set<[Sessions]>)? {
    var (count, ends): (Int, Set<[Sessions]>) = (0, [])
    let changing = Set(changing)
    // Tunnels that do not change go into the wave as they come out of it.
    let groups = Dictionary(grouping: starts) { all in
      all.enumerated().filter { !changing.contains($0.offset) }.map(\.element)
    }
    for group in groups.values {
      guard let walked = walk(group, atMost: limit - count) else { return nil }
      count += walked.states
      ends.formUnion(walked.ends)
    }
    return (count, ends)
  }

  private func walk(_ starts: [[Sessions]], atMost limit: Int) -> (states: Int, ends: Set<[Sessions]>)? {
    guard let still = starts.first else { return (0, []) }
    var seen = Set(starts.map { start($0) })
    var open = Array(seen)
    var ends: Set<[Sessions]> = []
    while let state = open.popLast() {
      if seen.count > limit { return nil }
      let isEnd = lanes.indices.allSatisfy { Int(state[$0]) == lanes[$0].timings.count }
      forEachFollowing(state) { if seen.insert($0).inserted { open.append($0) } }
      guard isEnd else { continue }
      var sessions = still
      for (index, place) in changing.enumerated() {
        sessions[place] = graphs[index].states[Int(state[lanes.count + index])].sessions
      }
      ends.insert(sessions)
    }
    return (seen.count, ends)
  }

  private func start(_ sessions: [Sessions]) -> State {
    Array(repeating: 0, count: lanes.count) + zip(graphs, changing).map { UInt32($0.start(sessions[$1]) ?? 0) }
  }

  private func forEachFollowing(_ state: State, _ body: (State) -> Void) {
    for lane in lanes.indices where mayGoOn(lane, state) {
      var next = state
      next[lane] += 1
      for table in changes[lane][Int(state[lane])] { next[table.place] = table.next[Int(state[table.place])] }
      body(next)
    }
    for table in handshakes where table.next[Int(state[table.place])] != state[table.place] {
      var next = state
      next[table.place] = table.next[Int(state[table.place])]
      body(next)
    }
  }

  /// Whether a node's next event may come now, as far as timers and the order of arming are concerned.
  private func mayGoOn(_ lane: Int, _ state: State) -> Bool {
    let position = Int(state[lane])
    guard position < lanes[lane].timings.count else { return false }
    switch lanes[lane].timings[position] {
    case .drop, .whenever: return true
    case .keySwitch: return lanes.indices.allSatisfy { state[$0] >= lanes[$0].dropped }
    case .landing(let node):
      return lanes.indices.allSatisfy { lanes[$0].node != node || state[$0] >= lanes[$0].switched }
    }
  }
}
