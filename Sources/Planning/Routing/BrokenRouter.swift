package import FRR

extension NodeInput.Reading {
  /// The same; or, where daemons of a router that Weft set up do not run, that the node is not reached: what it has of Weft's
  /// cannot be seen, and it catches up once they do. The rest of the mesh does not wait for it.
  package func settingAside(brokenOf router: RouterConfiguration?) -> Self {
    guard let router, let seen = routing, seen.isInstalled, !seen.recorded.isEmpty else { return self }
    let missing = router.daemons.filter { !seen.daemons.contains($0) }
    guard !missing.isEmpty else { return self }
    return .unreached(
      reason: "FRR runs without \(missing.joined(separator: ", ")) there; `systemctl restart frr`, or see its log")
  }
}
