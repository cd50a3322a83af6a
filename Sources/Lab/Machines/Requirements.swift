import Foundation
import Glibc

/// What this machine must have for a lab.
package enum Requirements {
  private static let programs = [
    "git", "hostname", "ip", "mountpoint", "nft", "nsenter", "setsid", "ssh", "ssh-keygen", "sshd", "sysctl", "unshare",
    "wg", "wg-quick",
  ]

  /// - Throws: ``LabError/notRoot``, ``LabError/missingPrograms(_:)``.
  package static func check() throws(LabError) {
    guard geteuid() == 0 else { throw .notRoot }
    let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    let missing = programs.filter { program in
      !folders.contains { FileManager.default.isExecutableFile(atPath: $0 + "/" + program) }
    }
    guard missing.isEmpty else { throw .missingPrograms(missing) }
  }
}

extension Requirements {
  /// Whether FRR is installed, as Debian and its own packages do it.
  package static var hasFRR: Bool { FileManager.default.isExecutableFile(atPath: "/usr/lib/frr/frrinit.sh") }

  /// Whether root here may make namespaces: in many containers it may not.
  package static var canMakeNamespaces: Bool {
    let status = FileManager.default.contents(atPath: "/proc/self/status").map { String(decoding: $0, as: UTF8.self) }
    let line = status?.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    guard let word = line?.split(whereSeparator: \.isWhitespace).last, let held = UInt64(word, radix: 16) else {
      return false
    }
    // CAP_NET_ADMIN and CAP_SYS_ADMIN (linux/capability.h).
    return held & (1 << 12) != 0 && held & (1 << 21) != 0
  }
}
