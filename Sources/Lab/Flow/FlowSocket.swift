import CLinux
import Glibc
import WireGuard

/// A UDP socket in a machine's network, held by this process: one clock for both ends of a flow.
struct FlowSocket: Sendable {
  let descriptor: CInt
  /// Where it is reached: the kernel chooses the port, so that several flows can end at one machine.
  let address: SocketAddress

  /// - Parameter port: 0: whichever the kernel chooses.
  ///
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
    // Forced past the host's limit: what waits for this process's turn must not count as lost, nor must a tunnel that
    // holds packets back hold up the sender.
    var buffer: CInt = 8 << 20
    for option in [SO_RCVBUFFORCE, SO_SNDBUFFORCE] { setsockopt(descriptor, SOL_SOCKET, option, &buffer, size) }
    guard let bound = SocketAddress(address, port: port).bind(descriptor) else {
      let error = errno
      Glibc.close(descriptor)
      throw .system("taking the address \(address)", error)
    }
    self.address = bound
  }

  /// Sends one packet; what the network refuses is lost like any other.
  func send(_ packet: FlowPacket, to address: SocketAddress) {
    var bytes = packet
    _ = address.withPointer { pointer, length in
      sendto(descriptor, &bytes, MemoryLayout<FlowPacket>.size, Int32(MSG_DONTWAIT), pointer, length)
    }
  }

  /// The next packet, or `nil` where none waits.
  func receive() -> FlowPacket? {
    var packet = FlowPacket(direction: 0, number: 0, sentAt: 0)
    let size = MemoryLayout<FlowPacket>.size
    return recv(descriptor, &packet, size, Int32(MSG_DONTWAIT)) == size ? packet : nil
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
