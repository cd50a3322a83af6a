import Foundation

/// Command lines that run inside a machine, of whatever is there.
enum Entering {
  /// Whether this kernel can give a machine clocks of its own (time_namespaces(7), Linux 5.6).
  static let hasClocks = FileManager.default.fileExists(atPath: "/proc/self/ns/time")

  /// A command in all the namespaces of a machine, from its root user's folder or another one.
  static func command(_ arguments: [String], in pid: Int32, folder: String = "/") -> [String] {
    ["nsenter", "--target", "\(pid)", "--mount", "--pid", "--net", "--uts"] + (hasClocks ? ["--time"] : [])
      + ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + arguments
  }

  /// A program of this machine in the network of another.
  static func network(_ arguments: [String], of pid: Int32) -> [String] {
    ["nsenter", "--net=/proc/\(pid)/ns/net"] + arguments
  }
}
