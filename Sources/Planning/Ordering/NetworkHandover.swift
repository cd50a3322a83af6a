import MeshModel
import WireGuard

/// Networks that come to be behind a node, and those that no longer are.
///
/// While such a network moves it may be at both places. So who gets it gives up the route into the mesh before anybody sends
/// it there, which would go round in circles else; and who had it gets such a route last of all: there, the kernel's
/// own route to what is attached has the same rank, and would be replaced.
struct NetworkHandover {
  /// Routes of the interface that lead into the mesh, to what is the node's own by now; sorted.
  let gained: [Prefix]
  /// Routes that are wanted, to what was the node's own before; sorted.
  let given: [Prefix]

  static let none = NetworkHandover(gained: [], given: [])

  private init(gained: [Prefix], given: [Prefix]) { (self.gained, self.given) = (gained, given) }

  /// - Parameters:
  ///   - live: The interface as it is.
  ///   - target: As it is to be.
  init(_ node: NodeInput, live: Interface, target: Interface) {
    let own = node.desired?.networks ?? []
    // An apply that stopped half way has recorded the new commit, and the mesh is at the old one still.
    let before = (node.applied?.networks ?? []) + (node.recorded?.networks ?? [])
    guard !own.isEmpty || !before.isEmpty, !live.isRouted, !target.isRouted, live.routes != target.routes else {
      self = .none
      return
    }
    let routes = SortedDifference(live.routes, target.routes)
    gained = routes.removed.filter { route in own.contains { $0.contains(route) } }
    given = routes.added.filter { route in before.contains { $0.contains(route) } }
  }
}
