import Dispatch
import Foundation

/// Does one last thing when the process is asked to end (SIGINT, SIGTERM), then ends it.
///
/// Hosts need no goodbye: a job that nobody confirms takes itself back.
struct SignalWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ lastThing: @escaping @Sendable () async -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Task {
          await lastThing()
          // 128 and the signal's number, as a shell says it.
          exit(128 + number)
        }
      }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}
