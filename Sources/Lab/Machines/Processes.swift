import Foundation

/// A lab's processes, found by the paths of its own that they were started with. No state can go stale.
enum Processes {
  /// The pid of every running machine's process 1, by the machine's name.
  static func machines(_ folder: LabFolder) -> [String: Int32] {
    var found: [String: Int32] = [:]
    for (pid, arguments) in all() where arguments.first == "sh" && arguments.count == 2 {
      let path = arguments[1]
      guard path.hasPrefix(folder.machines + "/"), path.hasSuffix("/boot"), isFirst(pid) else { continue }
      found[String(path.dropFirst(folder.machines.count + 1).dropLast("/boot".count))] = pid
    }
    return found
  }

  /// The process that delays packets of the lab, where there is one.
  static func forwarder(_ folder: LabFolder) -> Int32? {
    all().first { _, arguments in
      arguments.first?.hasSuffix("/weft") == true
        && Array(arguments.dropFirst()) == ["lab", "forward", "--lab", folder.name]
    }?.0
  }

  /// Every process that starts or is a machine of the lab.
  static func ofLab(_ folder: LabFolder) -> [Int32] {
    let starters: Set<Substring> = ["sh", "setsid", "unshare", "nsenter"]
    return all().filter { _, arguments in
      guard let program = arguments.first?.split(separator: "/").last, starters.contains(program) else { return false }
      return arguments.contains { $0.hasPrefix(folder.machines + "/") }
    }.map(\.0)
  }

  /// Whether the process is number 1 of a namespace of its own.
  private static func isFirst(_ pid: Int32) -> Bool {
    guard let status = read("/proc/\(pid)/status"),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("NSpid:") })
    else { return false }
    let numbers = line.split(whereSeparator: \.isWhitespace)
    return numbers.count > 2 && numbers.last == "1"
  }

  /// Processes and their arguments; one that has ended but was not waited for has none, and is left out.
  private static func all() -> [(Int32, [String])] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { name in
      guard let pid = Int32(name), let line = read("/proc/\(pid)/cmdline"), !line.isEmpty else { return nil }
      return (pid, line.split(separator: "\0").map(String.init))
    }
  }

  private static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
