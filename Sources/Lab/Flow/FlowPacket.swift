import Glibc

/// What a flow sends.
struct FlowPacket {
  /// Its direction, by the order of the reports.
  var direction: UInt64
  /// From 0, without gaps.
  var number: UInt64
  /// Nanoseconds of this machine's monotonic clock.
  var sentAt: UInt64

  /// The same clock for both ends: no machine of the lab is asked for the time.
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
