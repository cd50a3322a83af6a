import Testing
import WireGuard

@testable import SSH

/// Lines that go to a script beside its text.
@Suite struct SecretInputTests {
  @Test(arguments: ShellSessionTests.shells)
  func aScriptReadsItsLinesAndTheNextOneRuns(shell: (String, [String])) async throws {
    let host = await LocalHost(name: "a", program: shell.0, arguments: shell.1)
    let texts = ["one", "touch /tmp/weft-must-not-be-there", "'\"$(exit) \\n `", "  spaces  "]
    let lines = texts.compactMap { Secret($0) }
    let all = try await host.run("while IFS= read -r line; do printf '%s\\n' \"$line\"; done", secrets: lines)
    #expect(all.output == texts.joined(separator: "\n") + "\n")
    // What a script leaves is nobody's command.
    let scripts: [ShellText] = ["read -r x; exit 3", "exit 3", "exec 0</dev/null; sleep 0.1; exit 3"]
    for script in scripts {
      let result = try await host.run(script, secrets: lines)
      #expect(result.exitCode == 3 && result.output.isEmpty && result.errorOutput.isEmpty, "\(script.text): \(result)")
      #expect(try await host.run("test ! -e /tmp/weft-must-not-be-there && echo next; read x || :").output == "next\n")
    }
    await host.close()
  }

  @Test(arguments: ShellSessionTests.shells)
  func manyLines(shell: (String, [String])) async throws {
    let host = await LocalHost(name: "a", program: shell.0, arguments: shell.1)
    let texts = (0..<3000).map { "line \($0) of some forty-four characters in all" }
    let result = try await host.run("cat", secrets: texts.compactMap { Secret($0) })
    #expect(result.output == texts.joined(separator: "\n") + "\n")
    let unread = try await host.run(":", secrets: texts.compactMap { Secret($0) })
    #expect(unread.exitCode == 0 && unread.errorOutput.isEmpty)
    #expect(try await host.run("echo after").output == "after\n")
    await host.close()
  }
}
