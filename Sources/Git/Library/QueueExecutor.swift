internal import Dispatch

/// Runs an actor on a queue of its own: libgit2's calls block, and the cooperative threads must not.
final class QueueExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "weft.git")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
