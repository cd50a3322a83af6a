import CLinux
import Glibc
import WireGuard

/// A UDP socket in a machine's network, held by this process: one clock for both ends of a flow.
struct FlowSocket: Sendable {
  let descriptor: CInt

  /// A socket stays in the network that its thread was in when it was made (setns(2), network_namespaces(7)).
  /// - Throws: ``FlowError``.
  init(in pid: Int32, at address: IPAddress, port: UInt16) throws(FlowError) {
    let network = open("/proc/\(pid)/ns/net", O_RDONLY | O_CLOEXEC)
    guard network >= 0 else { throw .system("opening the network of process \(pid)", errno) }
    defer { Glibc.close(network) }
    // Only a thread of its own may change networks: threads of a pool are other tasks' too.
    let maker = SocketMaker(network: network, family: address.family == .ipv4 ? AF_INET : AF_INET6)
    var thread = pthread_t()
    let payload = Unmanaged.passUnretained(maker)
    let failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<SocketMaker>.fromOpaque(argument).takeUnretainedValue().make()
        return nil
      }, payload.toOpaque())
    guard failure == 0 else { throw .system("starting a thread", failure) }
    withExtendedLifetime(maker) { _ = pthread_join(thread, nil) }
    guard maker.descriptor >= 0 else { throw .system("opening a socket in the network", maker.error) }
    descriptor = maker.descriptor
    var one: CInt = 1
    let size = socklen_t(MemoryLayout<CInt>.size)
    // The address may come and go while the flow runs.
    setsockopt(descriptor, Int32(IPPROTO_IP), IP_FREEBIND, &one, size)
    var buffer: CInt = 4 << 20
    // Beyond net.core.rmem_max, which a lab's root may (socket(7)): a receiver that is late must lose nothing.
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, size)
    var timeout = timeval(tv_sec: 0, tv_usec: 50_000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let socket = descriptor
    guard SocketAddress(address, port: port).withPointer({ bind(socket, $0, $1) }) == 0 else {
      let error = errno
      close()
      throw .system("taking the address \(address)", error)
    }
  }

  /// Sends one packet; what the network refuses is lost like any other.
  func send(_ packet: FlowPacket, to address: SocketAddress) {
    var bytes = packet
    _ = address.withPointer { pointer, length in
      sendto(descriptor, &bytes, MemoryLayout<FlowPacket>.size, 0, pointer, length)
    }
  }

  /// The next packet, or `nil` when none came for a while.
  func receive() -> FlowPacket? {
    var packet = FlowPacket(number: 0, sentAt: 0)
    let size = MemoryLayout<FlowPacket>.size
    return recv(descriptor, &packet, size, 0) == size ? packet : nil
  }

  func close() { _ = Glibc.close(descriptor) }
}

/// The work of the thread that changes networks; read only after the thread has ended.
private final class SocketMaker {
  let network: CInt
  let family: CInt
  var descriptor: CInt = -1
  var error: CInt = 0

  init(network: CInt, family: CInt) {
    self.network = network
    self.family = family
  }

  func make() {
    // CLONE_NEWNET (linux/sched.h).
    guard setns(network, 0x4000_0000) == 0 else {
      error = errno
      return
    }
    descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    error = errno
  }
}
