import WireGuard

/// Every state that a tunnel can be in during one stage of a plan, and the ways between them.
///
/// A state is how far each end has come, and which sessions there are. Every interleaving of the two ends is walked, and a
/// handshake that is possible may come at any moment, or not yet.
struct TunnelStates {
  struct State: Hashable {
    /// How many of its changes each end has behind it.
    var at: Ends<Int>
    var sessions: Sessions
  }

  /// The ways out of a state; `nil` where there is none.
  struct Ways {
    var changes: Ends<Int?>
    var handshake: Int?
  }

  private(set) var states: [State] = []
  private(set) var ways: [Ways] = []
  private(set) var losses: [Loss?] = []
  private var indices: [State: Int] = [:]
  private let model: TunnelModel
  private let views: Ends<[EndView]>
  private let undecided: [KeyRotation]
  /// The changes of the stage, and their places among what the node does.
  let changes: Ends<[EndHistory.Change]>

  init(_ model: TunnelModel, stage: Int, from starts: Set<Sessions>, undecided: [KeyRotation]) {
    self.model = model
    self.undecided = undecided
    views = Ends(first: model.views(.first, in: stage), second: model.views(.second, in: stage))
    changes = Ends(
      first: model.ends.first.changes.filter { $0.stage == stage },
      second: model.ends.second.changes.filter { $0.stage == stage })
    for sessions in starts { _ = index(of: State(at: Ends(first: 0, second: 0), sessions: sessions)) }
    var next = 0
    while next < states.count {
      walk(from: next)
      next += 1
    }
  }

  /// The state in which the stage begins with these sessions.
  func start(_ sessions: Sessions) -> Int? { indices[State(at: Ends(first: 0, second: 0), sessions: sessions)] }

  func isEnd(_ index: Int) -> Bool {
    states[index].at.first == changes.first.count && states[index].at.second == changes.second.count
  }

  /// What the stage may end with.
  var ends: Set<Sessions> { Set(states.indices.filter(isEnd).map { states[$0].sessions }) }

  /// The first loss that the walk met.
  var loss: Loss? { losses.lazy.compactMap(\.self).first }

  /// The views at the end.
  private var last: Ends<EndView>? {
    guard let first = views.first.last, let second = views.second.last else { return nil }
    return Ends(first: first, second: second)
  }

  /// Whether the tunnel can shake hands once the stage is over.
  var canRest: Bool { last.map(model.canRest) ?? false }

  /// Whether the traffic goes over second interfaces once the stage is over.
  var isAway: Bool { last?.first.isAway == true && last?.second.isAway == true }

  /// The sessions once both ends have shaken hands.
  var shaken: Sessions? { last.flatMap(model.handshake).map { Sessions($0) } }

  private mutating func index(of state: State) -> Int {
    if let known = indices[state] { return known }
    indices[state] = states.count
    states.append(state)
    ways.append(Ways(changes: Ends(first: nil, second: nil), handshake: nil))
    losses.append(model.loss(current(state), state.sessions, undecided: undecided))
    return states.count - 1
  }

  private func current(_ state: State) -> Ends<EndView> {
    Ends(first: views.first[state.at.first], second: views.second[state.at.second])
  }

  private mutating func walk(from index: Int) {
    let state = states[index]
    for side in Side.allCases where mayChange(side, state) {
      let (old, new) = (views[side][state.at[side]], views[side][state.at[side] + 1])
      var following = state
      following.at[side] += 1
      following.sessions.change(side, from: old, to: new)
      let target = self.index(of: following)
      ways[index].changes[side] = target
      if losses[target] == nil { losses[target] = model.stranded(side, from: old, to: new, state.sessions) }
    }
    if let keys = model.handshake(current(state)), !state.sessions.isShaken(keys) {
      var following = state
      following.sessions.shake(keys)
      ways[index].handshake = self.index(of: following)
    }
  }

  /// Whether an end's next change may come now, as far as the other end is concerned.
  private func mayChange(_ side: Side, _ state: State) -> Bool {
    guard state.at[side] < changes[side].count else { return false }
    let others = changes[side.other]
    let isDone = { (index: Int) in index < state.at[side.other] }
    switch changes[side][state.at[side]].timing {
    case .drop, .whenever: return true
    case .keySwitch: return others.indices.allSatisfy { others[$0].timing != .drop || isDone($0) }
    case .landing(let node):
      return node != model.names[side.other]
        || others.indices.allSatisfy { others[$0].timing != .keySwitch || isDone($0) }
    }
  }
}
