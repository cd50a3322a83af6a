/// How far a transfer is; a caller prints it as one line that replaces the last.
package struct TransferProgress: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable {
    case receiving
    case sending
  }

  package var url: RemoteURL
  package var direction: Direction
  /// Objects.
  package var done: Int
  package var total: Int
  package var bytes: Int
}

extension TransferProgress: CustomStringConvertible {
  /// `receiving ssh://git@host/mesh: 120 of 400 objects, 96 KiB`
  package var description: String {
    "\(direction.rawValue) \(url): \(done) of \(total) objects, \(bytes / 1024) KiB"
  }
}

/// Called on the repository's own thread, often.
package typealias ProgressHandler = @Sendable (TransferProgress) -> Void
