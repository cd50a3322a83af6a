import FRR
import MeshModel
import WireGuard

/// Whether the routes of an interface that no protocol runs over change places with a routing protocol's.
///
/// A route of Weft's is better than the protocol's, or, as one of last resort, worse: while both are there, changing that
/// moves the traffic, and nothing is ever without a way.
package enum RouteMove: Hashable, Sendable {
  case none
  /// They give way in the cutover, and go after it.
  case toRouter
  /// They come as ones of last resort, and take over in the cutover.
  case fromRouter

  func prepared(_ observed: Interface, _ target: Interface) -> RouteRank {
    switch self {
    case .none: target.rank
    case .toRouter: observed.rank
    case .fromRouter: .yielding
    }
  }

  func switched(_ target: Interface) -> RouteRank {
    switch self {
    case .none, .fromRouter: target.rank
    case .toRouter: .yielding
    }
  }
}

extension RouteMove {
  /// - Parameters:
  ///   - live: `nil` while the interface is not there.
  ///   - strays: What is there and no longer declared.
  init(_ target: Interface, live: Interface?, router: RouterConfiguration?, strays: [StrayInterface]) {
    self = .none
    guard !target.isRouted else { return }
    if strays.contains(where: { $0.live?.isRouted == true }) {
      let hasMoved = live.map { $0.rank == .best && Set($0.routes).isSuperset(of: target.routes) } ?? false
      if !hasMoved { self = .fromRouter }
    } else if let router, let live {
      let leaving = Set(live.routes).subtracting(target.routes)
      if router.known.contains(where: leaving.contains) { self = .toRouter }
    }
  }
}
