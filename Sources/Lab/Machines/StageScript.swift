import WireGuard

/// Starts a machine: its disk, its namespaces, and the boot script as their process 1.
///
/// It runs in the namespaces of the lab's internet, but for the network: that is the one it is plugged into, which
/// descriptor 9 remembers.
struct StageScript {
  var folder: LabFolder
  var machine: Machine
  /// Whole seconds that the clocks of a machine are ahead of this one's; `nil` where the kernel cannot.
  var clockOffset: Int?

  var text: String {
    let disk = ShellText.quote(folder.disk(machine.name))
    let clocks = clockOffset.map { " --time --boottime \($0) --monotonic \($0)" } ?? ""
    // `cat` ends when the boot script has let go of its output: then the machine is ready, or has failed.
    let start = """
      unshare --pid --mount --net --uts\(clocks) sh -c 'setsid sh "$1" &' start \
        \(ShellText.quote(folder.boot(machine.name))) 2>&1 | cat

      """
    guard machine.uplink != nil else { return start }
    let isSmall = machine.role == .node || machine.role == .peer || machine.role == .client
    return """
      exec 9</proc/self/ns/net
      mkdir -p \(disk)
      mountpoint -q \(disk) || mount -t tmpfs -o size=\(isSmall ? "16m" : "256m"),mode=755 weft-lab \(disk)
      \(start)
      """
  }
}
