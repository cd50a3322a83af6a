import CLinux
import Foundation
import Glibc

/// Holds the packets that the lab's internet routes to it, and sends each on when it is due.
///
/// It runs in the network of the internet, and ends with it.
package enum DelayForwarder {
  /// Serves a lab until it is ended; says `ready` on the standard output once its device is there.
  /// - Throws: ``LabError/invalidName(_:)``, ``FlowError``.
  package static func run(lab: String) throws {
    let folder = try LabFolder(lab)
    var device = try TunDevice(DelayRouting.device)
    // Late packets would be this program's own delay; the right to go first may be missing.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -20)
    var file = TableFile(folder)
    var queue = DelayQueue(file.changed() ?? [])
    letGo()
    while true {
      wait(for: device.descriptor, until: queue.next)
      // The file first: what arrives after a change was made is treated by it.
      if let delays = file.changed() { queue.delays = delays }
      // A bound, so that what is due never waits for the end of a flood.
      for _ in 0..<64 {
        guard let bytes = device.read() else { break }
        if let packet = DelayedPacket(bytes) { queue.add(packet, at: FlowPacket.now()) }
      }
      while let packet = queue.take(at: FlowPacket.now()) { device.write(packet) }
    }
  }

  /// Ready: whoever started it waits for the end of its output.
  private static func letGo() {
    print("ready")
    fflush(nil)
    let null = open("/dev/null", O_RDWR)
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, stream) }
    close(null)
  }

  /// Until there is a packet to read, or this time.
  private static func wait(for descriptor: CInt, until due: UInt64?) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard let due else {
      ppoll(&entry, 1, nil, nil)
      return
    }
    let now = FlowPacket.now()
    let left = due > now ? due - now : 0
    var bound = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
    ppoll(&entry, 1, &bound, nil)
  }
}

/// The file of a lab's delays, read again when it is another one.
private struct TableFile {
  let folder: LabFolder
  private var inode: ino_t = 0
  private var time = timespec()

  init(_ folder: LabFolder) { self.folder = folder }

  /// The delays, where they changed since the last call.
  mutating func changed() -> [Delay]? {
    var status = stat()
    guard stat(folder.delays, &status) == 0 else { return nil }
    let isSame =
      status.st_ino == inode && status.st_mtim.tv_sec == time.tv_sec && status.st_mtim.tv_nsec == time.tv_nsec
    guard !isSame else { return nil }
    (inode, time) = (status.st_ino, status.st_mtim)
    return try? DelayTable.load(folder).delays
  }
}
