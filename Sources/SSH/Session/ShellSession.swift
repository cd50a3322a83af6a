import Subprocess
import WireGuard

/// A long-lived shell in a process of its own, given scripts one at a time.
///
/// It never hangs on a process that is gone: every waiting script ends with ``Ended``, also when its task is cancelled,
/// which ends the session, since nobody could tell how far the script had come.
actor ShellSession {
  /// Why there is no session any more.
  struct Ended: Error, Hashable {
    /// `nil` where we ended it, or where there never was a process.
    var exitCode: Int32?
    /// What we know ourselves, such as `cancelled`.
    var cause: String?
    /// The last that the process said on its error output.
    var errorOutput: String
  }

  private enum Phase {
    case starting([CheckedContinuation<Void, Never>])
    case ready(StandardInputWriter)
    case ended(Ended)
  }

  private struct Running {
    var output: FrameScanner
    var errors: FrameScanner
    /// What to send once the script has begun.
    var secrets: [Secret]
    var continuation: CheckedContinuation<ScriptResult, any Error>
  }

  enum Stream: Sendable {
    case output
    case errors
  }

  /// A host that prints more than this is not listened to any longer.
  static let outputLimit = 64 << 20
  /// Bytes of error output that are kept to say why a session ended.
  private static let tailLimit = 4096

  private var phase = Phase.starting([])
  private var running: Running?
  private var errorTail: [UInt8] = []
  private var pump: Task<Void, Never>?
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Starts the program; whether it is a shell that answers, the first script tells.
  static func start(_ program: String, _ arguments: [String]) async -> ShellSession {
    _ = Self.brokenPipesAreErrors
    let session = ShellSession()
    await session.launch(program, arguments)
    return session
  }

  var isOpen: Bool {
    if case .ready = phase { true } else { false }
  }

  /// Runs a script after those before it.
  /// - Throws: ``Ended``.
  func run(_ script: ShellText, secrets: [Secret] = []) async throws -> ScriptResult {
    await takeTurn()
    defer { passTurn() }
    guard !Task.isCancelled else { throw Ended(cause: "cancelled", errorOutput: "") }
    switch phase {
    case .ended(let end): throw end
    case .starting: throw Ended(cause: "not started", errorOutput: "")
    case .ready(let writer):
      let frame = ScriptFrame()
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          running = Running(
            output: FrameScanner(frame), errors: FrameScanner(frame), secrets: secrets, continuation: continuation)
          Task { await send(Array(frame.text(script, lines: secrets.count).utf8), to: writer) }
        }
      } onCancel: {
        Task { await self.terminate(cause: "cancelled") }
      }
    }
  }

  /// Lets the shell end by itself, and makes it end where it does not.
  func close() async {
    guard case .ready(let writer) = phase else { return }
    try? await writer.finish()
    let pump = self.pump
    let patience = Task {
      try await Task.sleep(for: .seconds(2))
      pump?.cancel()
    }
    await pump?.value
    patience.cancel()
  }

  /// Ends the process now.
  func terminate(cause: String?) {
    end(Ended(cause: cause, errorOutput: tail))
    pump?.cancel()
  }

  private func send(_ bytes: [UInt8], to writer: StandardInputWriter) async {
    do {
      _ = try await writer.write(bytes)
    } catch {
      // The process has closed its input: it is about to end and to say why, and that is the better reason. Nobody
      // waits this long but for one that lives on.
      try? await Task.sleep(for: .seconds(10))
      terminate(cause: errorTail.isEmpty ? "its input was closed" : nil)
    }
  }

  private func takeTurn() async {
    guard isBusy else {
      isBusy = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func passTurn() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }
}

extension ShellSession {
  private func launch(_ program: String, _ arguments: [String]) async {
    pump = Task { await self.follow(program, arguments) }
    await withCheckedContinuation { continuation in
      guard case .starting(let others) = phase else { return continuation.resume() }
      phase = .starting(others + [continuation])
    }
  }

  func began(_ writer: StandardInputWriter) {
    guard case .starting(let continuations) = phase else { return }
    phase = .ready(writer)
    for continuation in continuations { continuation.resume() }
  }

  func received(_ bytes: [UInt8], from stream: Stream) {
    if stream == .errors { errorTail = (errorTail + bytes).suffix(Self.tailLimit) }
    guard var running else { return }
    // The copy in the actor's state goes first, so that the scanner's bytes are not copied at every chunk.
    self.running = nil
    switch stream {
    case .output: running.output.feed(bytes)
    case .errors: running.errors.feed(bytes)
    }
    if running.output.hasBegun, !running.secrets.isEmpty, case .ready(let writer) = phase {
      let lines = running.secrets.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
      running.secrets = []
      Task { await send(lines, to: writer) }
    }
    if let output = running.output.result, let errors = running.errors.result {
      running.continuation.resume(
        returning: ScriptResult(exitCode: output.code, output: output.body, errorOutput: errors.body))
    } else {
      self.running = running
      if running.output.count + running.errors.count > Self.outputLimit {
        terminate(cause: "a script printed more than \(Self.outputLimit >> 20) MiB")
      }
    }
  }

  func end(_ end: Ended) {
    switch phase {
    case .ended: return
    case .starting(let continuations):
      phase = .ended(end)
      for continuation in continuations { continuation.resume() }
    case .ready: phase = .ended(end)
    }
    running?.continuation.resume(throwing: end)
    running = nil
  }

  var tail: String {
    String(decoding: errorTail, as: UTF8.self).split(separator: "\n").filter { !$0.contains(ScriptFrame.prefix) }
      .joined(separator: "\n")
  }
}
