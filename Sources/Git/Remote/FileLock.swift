#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A lock between processes, on a file that stays. The system releases it when its holder ends, however that is.
struct FileLock: Sendable {
  private let file: Int32

  /// Waits until the lock is ours, without holding a thread.
  init(_ path: String) async throws {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw GitError.system(what: "opening \(path)", reason: Descriptors.reason(errno)) }
    self.file = file
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      do {
        guard code == EWOULDBLOCK || code == EINTR else {
          throw GitError.system(what: "locking \(path)", reason: Descriptors.reason(code))
        }
        try await Task.sleep(for: .milliseconds(50))
      } catch {
        close(file)
        throw error
      }
    }
  }

  /// Once.
  func release() { close(file) }
}
