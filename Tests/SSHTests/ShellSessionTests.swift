import TestSupport
import Testing
import WireGuard

@testable import SSH

/// The framing of scripts, under every shell that a host may have.
@Suite struct ShellSessionTests {
  static let shells = [("dash", [String]()), ("busybox", ["ash"]), ("bash", ["--posix"])]

  @Test(arguments: shells)
  func whateverAScriptDoesTheNextOneRuns(shell: (String, [String])) async throws {
    let host = await LocalHost(name: "a", program: shell.0, arguments: shell.1)
    let odd: [(ShellText, Int32, String)] = [
      ("exit 3", 3, ""),
      ("printf 'no newline'", 0, "no newline"),
      ("printf '\\n\\n'", 0, "\n\n"),
      ("cat; read line || echo empty", 0, "empty\n"),
      ("set -e; false; echo not here", 1, ""),
      ("echo 'it'\\''s' \"$(echo fine)\"", 0, "it's fine\n"),
      ("trap 'echo bye' EXIT; exit 4", 4, "bye\n"),
      ("x=1; (x=2); echo $x", 0, "1\n"),
      ("kill -9 $(sh -c 'echo $PPID')", 137, ""),
    ]
    for (script, code, output) in odd {
      let result = try await host.run(script)
      #expect(result.exitCode == code && result.output == output, "\(script.text)")
    }
    let broken = try await host.run("if true; then echo \"")
    #expect(broken.exitCode != 0 && !broken.errorOutput.isEmpty)
    #expect(try await host.run("echo after").output == "after\n")
    await host.close()
    await #expect(throws: HostError.self) { _ = try await host.run("true") }
  }

  @Test(arguments: shells)
  func bigScriptsAndBigOutputs(shell: (String, [String])) async throws {
    let host = await LocalHost(name: "a", program: shell.0, arguments: shell.1)
    let lines = (0..<5000).map { "\($0) it's a line of text that is some forty bytes long" }
    let script = ShellText(lines: lines.map { "printf '%s\\n' \($0)" as ShellText })
    #expect(script.text.utf8.count > 300_000)
    let echoed = try await host.run(script)
    #expect(echoed.output == lines.joined(separator: "\n") + "\n")
    let both = try await host.run("i=0; while [ $i -lt 20000 ]; do echo out$i; echo err$i >&2; i=$((i+1)); done")
    #expect(both.output.hasSuffix("out19999\n") && both.errorOutput.hasSuffix("err19999\n"))
    await host.close()
  }

  @Test func aFrameIsFoundHoweverItIsCut() {
    let frame = ScriptFrame(token: "t")
    let text = "motd\n" + frame.begin + "\nweft-frame-t-en\nbody\n" + frame.end + " 12\nlater"
    for size in 1...text.utf8.count {
      var scanner = FrameScanner(frame)
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: size) {
        scanner.feed(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(scanner.result?.body == "weft-frame-t-en\nbody" && scanner.result?.code == 12)
    }
  }

  @Test func aProgramThatIsNotThere() async throws {
    let host = await LocalHost(name: "a", program: "no-such-program")
    await #expect(throws: HostError.self) { _ = try await host.run("true") }
  }
}
