/// Which pre-shared key of a tunnel, as one of its two hosts knows it: the node at the other end, and the generation.
///
/// The key itself has no value here: it is in a file on each of the two hosts, and in ``Secret`` on its way between them.
package struct PresharedKeyName: Hashable, Sendable {
  /// The node at the other end of the tunnel.
  package var peer: String
  /// Counted up by the mesh to ask for new keys.
  package var generation: Int

  package init(peer: String, generation: Int) {
    self.peer = peer
    self.generation = generation
  }

  /// Reads ``fileName``; `nil` for any other file.
  package init?(fileName: some StringProtocol) {
    guard let dot = fileName.lastIndex(of: "."), dot != fileName.startIndex,
      let generation = Int(fileName[fileName.index(after: dot)...]), generation > 0
    else { return nil }
    self.init(peer: String(fileName[..<dot]), generation: generation)
    guard self.fileName == fileName else { return nil }
  }

  /// The name of its file in ``HostFolder/presharedKeys(mesh:)``: `PEER.GENERATION`.
  package var fileName: String { "\(peer).\(generation)" }

  /// The path of its file.
  package func path(mesh: String) -> String { "\(HostFolder.presharedKeys(mesh: mesh))/\(fileName)" }
}

extension PresharedKeyName: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { (lhs.peer, lhs.generation) < (rhs.peer, rhs.generation) }
}

/// Which pre-shared key an entry of a peer has, or should have: never the key itself.
package enum PresharedKey: Hashable, Sendable {
  case off
  /// The one that a file of the host's holds.
  case file(PresharedKeyName)
  /// One that no file of the host's holds: it can be seen, and not be set.
  case unknown
}

extension PresharedKey {
  /// The words of `wg set … peer KEY` that set it; `nil` where nobody could. They leave no session: the next handshake
  /// is the first that knows about it.
  package func words(mesh: String) -> ShellText? {
    switch self {
    // An empty file takes the key away (wg(8)).
    case .off: "preshared-key /dev/null"
    case .file(let name): "preshared-key \(name.path(mesh: mesh))"
    case .unknown: nil
    }
  }
}
