import Foundation

/// Where a lab keeps everything that it makes on this machine's file system.
struct LabFolder: Hashable, Sendable {
  /// 1 to 32 characters of `a-z 0-9 -`.
  let name: String

  init(_ name: String) throws(LabError) {
    let isPlain = name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    guard (1...32).contains(name.utf8.count), isPlain, name.first != "-" else { throw .invalidName(name) }
    self.name = name
  }

  var path: String { "/run/weft-lab/" + name }
  var machines: String { path + "/machines" }
  var state: String { path + "/state.json" }
  /// What the forwarder does to which packets.
  var delays: String { path + "/delays.json" }
  /// Beside the folder, so that it outlives `down`'s removal of it while it is held.
  var lock: String { "/run/weft-lab/." + name + ".lock" }

  func machine(_ name: String) -> String { machines + "/" + name }
  /// The script of a machine's process 1: its path is how the process is found again.
  func boot(_ name: String) -> String { machine(name) + "/boot" }
  /// Opens the namespaces and starts the boot script in them.
  func stage(_ name: String) -> String { machine(name) + "/stage" }
  /// Where a machine's own files are mounted, inside the internet's mount namespace.
  func disk(_ name: String) -> String { machine(name) + "/disk" }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }
}
