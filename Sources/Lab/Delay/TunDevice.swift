import Glibc

/// A network device whose packets this process reads and writes: https://docs.kernel.org/networking/tuntap.html
///
/// It is in the network of the process, and gone with it.
struct TunDevice: ~Copyable {
  let descriptor: CInt
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(_ name: String) throws(FlowError) {
    descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system("opening /dev/net/tun", errno) }
    // struct ifreq (netdevice(7)): 16 bytes of the name, then the flags IFF_TUN and IFF_NO_PI (linux/if_tun.h).
    var request = [UInt8](repeating: 0, count: 40)
    request.replaceSubrange(0..<name.utf8.count, with: name.utf8)
    request[16] = 0x01
    request[17] = 0x10
    // TUNSETIFF (linux/if_tun.h).
    guard ioctl(descriptor, 0x4004_54CA, &request) == 0 else {
      let error = errno
      close(descriptor)
      throw .system("making the device \(name)", error)
    }
  }

  /// The next packet, or `nil` where none waits.
  mutating func read() -> [UInt8]? {
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Hands a packet to the kernel, as if it had come in at the device.
  func write(_ packet: [UInt8]) { _ = Glibc.write(descriptor, packet, packet.count) }

  deinit { close(descriptor) }
}
