import Diagnostics
import Subprocess

/// Draws QR codes with the program that distributions have for it (qrencode(1)). What is drawn goes through its standard
/// input: it may be a secret.
enum QRCode {
  /// Bytes in the largest code with the lowest error correction (ISO/IEC 18004, table 7: version 40-L).
  private static let largest = 2953

  /// - Parameters:
  ///   - node: whom a failure is told of.
  ///   - isColored: Whether the terminal has colours: then light stays light on a light background, too.
  /// - Returns: lines of half blocks.
  static func draw(_ bytes: [UInt8], node: String, _ isColored: Bool) async throws -> String {
    guard bytes.count <= largest else {
      throw Failure(
        Diagnostic(
          code: "qr-too-large", "its file has \(bytes.count) bytes, and a QR code has room for \(largest)",
          at: .node(node), remedy: "Send its owner the file: `weft render \(node)`."))
    }
    let result: ExecutionOutcome
    do {
      result = try await run(bytes, isColored)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw Failure(
        Diagnostic(code: "qr-no-program", "there is no qrencode here", remedy: "Install it: `apt install qrencode`."))
    }
    guard result.isSuccess else {
      throw Failure(Diagnostic(code: "qr-failed", "qrencode failed: \(result.errorOutput)"))
    }
    return result.output
  }

  private struct ExecutionOutcome {
    var isSuccess: Bool
    var output: String
    var errorOutput: String
  }

  private static func run(_ bytes: [UInt8], _ isColored: Bool) async throws -> ExecutionOutcome {
    let result = try await Subprocess.run(
      .name("qrencode"),
      arguments: ["--8bit", "--level=L", "--margin=2", "--type=\(isColored ? "ANSIUTF8" : "UTF8")", "--output=-"],
      input: .array(bytes), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
    return ExecutionOutcome(
      isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
      errorOutput: result.standardError)
  }
}
