package import Planning

/// What happens while an apply runs, for whoever shows it.
package enum ApplyEvent: Sendable {
  /// A job of an earlier apply, which nobody confirmed, is under way on the node: it is waited for.
  case waitingForJob(node: String)
  /// The plan of a round is about to run; the first round's is the one that was approved.
  case roundBegan(Int, Plan)
  /// Pre-shared keys are about to be brought to both hosts of their tunnels, or have been.
  case exchanging(index: Int, tunnels: Int)
  case exchanged(index: Int, seconds: Double)
  case waveBegan(index: Int, kind: Wave.Kind, nodes: Int)
  case nodeDone(wave: Int, node: String, outcome: NodeOutcome)
  case waveEnded(index: Int, seconds: Double)
  /// How many tunnels have shaken hands, and who is still waited for.
  case verifying(done: Int, total: Int, waiting: [Verification])
  case verified(seconds: Double, silent: [Verification])
  /// How many routers have come to what is expected of them, and who is still waited for.
  case converging(done: Int, total: Int, waiting: [String])
  case converged([RouterWait])
  /// Nodes that are reached over the mesh are tried again.
  case tryingAgain([String])
}
