import Glibc
import WireGuard

/// An address and a UDP port as the socket calls take them.
struct SocketAddress: Sendable {
  private var storage = sockaddr_storage()
  private let length: socklen_t

  init(_ address: IPAddress, port: UInt16) {
    let bits = address.bits
    if address.family == .ipv4 {
      var value = sockaddr_in()
      value.sin_family = sa_family_t(AF_INET)
      value.sin_port = port.bigEndian
      value.sin_addr.s_addr = UInt32(truncatingIfNeeded: bits).bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: value, as: sockaddr_in.self) }
    } else {
      var value = sockaddr_in6()
      value.sin6_family = sa_family_t(AF_INET6)
      value.sin6_port = port.bigEndian
      withUnsafeMutableBytes(of: &value.sin6_addr) { $0.storeBytes(of: bits.bigEndian, as: UInt128.self) }
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: value, as: sockaddr_in6.self) }
    }
  }

  var port: UInt16 {
    withPointer { pointer, _ in
      UnsafeRawPointer(pointer).loadUnaligned(fromByteOffset: 2, as: UInt16.self).bigEndian
    }
  }

  /// Gives a socket this address.
  /// - Returns: the address with the port that the kernel chose for port 0; `nil` where it failed, and `errno` says why.
  func bind(_ descriptor: CInt) -> SocketAddress? {
    guard withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0 else { return nil }
    var bound = self
    var size = length
    let status = withUnsafeMutablePointer(to: &bound.storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    return status == 0 ? bound : nil
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
