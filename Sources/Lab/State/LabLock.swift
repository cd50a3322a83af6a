import Glibc

/// Held while a command changes a lab; the kernel lets go of it when the command dies.
struct LabLock: ~Copyable {
  private let descriptor: CInt

  /// Waits ten seconds at most: a program that is just being started holds the lock of the one that starts it.
  init(_ folder: LabFolder) async throws {
    mkdir("/run/weft-lab", 0o755)
    let file = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw LabError.notRoot }
    let end = ContinuousClock.now + .seconds(10)
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < end else {
        close(file)
        throw LabError.busy(lab: folder.name)
      }
      do { try await Task.sleep(for: .milliseconds(10)) } catch {
        close(file)
        throw error
      }
    }
    descriptor = file
  }

  /// Removes the file too, with the folder above it when this was the last lab.
  consuming func remove(_ folder: LabFolder) {
    unlink(folder.lock)
    rmdir("/run/weft-lab")
  }

  deinit { close(descriptor) }
}
