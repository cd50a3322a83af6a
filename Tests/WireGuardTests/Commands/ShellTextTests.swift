import Foundation
import Testing
import WireGuard

@Suite struct ShellTextTests {
  @Test(arguments: [
    "plain", "", "two words", "it's", "$(reboot)", "`reboot`", "a;b", "a\nb", "\\", "*", "~root", "a=b", "-n", "é", "'",
    "''", "\"",
  ])
  func aValueReachesTheCommandAsItIs(value: String) throws {
    let script: ShellText = "printf %s \(value)"
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script.text]
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == value)
  }
}
