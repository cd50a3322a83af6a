import Foundation
import Synchronization

/// Ports for servers of tests on the loopback interface.
package enum LoopbackPort {
  /// Below those that the kernel gives to connections (32768 and up, ip_local_port_range), so that none of them takes one
  /// between the choice and the listening.
  private static let range: Range<UInt16> = 20_000..<32_000
  private static let next = Mutex(UInt16.random(in: range))

  /// A port that nobody listens on, and that no other test of this process was given.
  package static func unused() throws -> UInt16 {
    for _ in range {
      let port = next.withLock { next in
        next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
        return next
      }
      if isFree(port) { return port }
    }
    throw HostTestError("no free port")
  }

  private static func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
