#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A program whose standard input and output are one socket, and whose standard error is kept.
///
/// Blocking, for use inside libgit2's callbacks. A socket pair, not pipes: it is close-on-exec from its first moment,
/// so that no child of another thread holds it open, and writing to it can be told to raise no SIGPIPE. Standard error
/// goes to a file without a name, so that nobody has to drain it.
final class ChildProcess {
  /// How a wait for output ended.
  enum Readiness {
    case ready
    case silent
    case cancelled
  }

  let program: String
  private let process: pid_t
  private let socket: Int32
  private let errorFile: Int32
  private var exitCode: Int32?

  /// - `arguments`: The program, searched on PATH, and what it is given.
  /// - Throws: ``GitError/missingProgram(_:)``, ``GitError/system(what:reason:)``.
  init(_ arguments: [String], environment: GitEnvironment) throws(GitError) {
    program = arguments.first ?? ""
    let (ours, theirs) = try Descriptors.socketPair()
    defer { close(theirs) }
    do {
      errorFile = try Descriptors.namelessFile(in: environment["TMPDIR"] ?? "/tmp")
    } catch {
      close(ours)
      throw error
    }
    do {
      process = try Spawn.run(arguments, environment: environment, inputAndOutput: theirs, error: errorFile)
    } catch {
      close(ours)
      close(errorFile)
      throw error
    }
    socket = ours
  }

  deinit {
    finish()
    close(errorFile)
  }

  /// Writes all of it.
  /// - Returns: Whether the program took it; `false` is: it is gone.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = send(socket, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Descriptors.noSignal)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Tells the program that no more input comes.
  func closeInput() { shutdown(socket, Int32(SHUT_WR)) }

  /// Waits until there is output, or the end of it.
  ///
  /// Looks at the current task in between, so that a cancelled one need not wait for the network.
  func waitForOutput(seconds: Int) -> Readiness {
    for _ in 0..<(seconds * 10) {
      if Task.isCancelled { return .cancelled }
      var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, 100) > 0 { return .ready }
    }
    return .silent
  }

  /// What there is of output; 0 is the end, negative an error.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = recv(socket, buffer.baseAddress, buffer.count, 0)
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Ends the conversation and waits for the program; one that does not end by itself is told to.
  /// - Returns: Its exit code, or 128 and the signal's number, as a shell says it. A second call gives it again.
  @discardableResult
  func finish() -> Int32 {
    if let exitCode { return exitCode }
    close(socket)
    let status = Spawn.collect(process)
    let signal = status & 0x7F
    let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    exitCode = code
    return code
  }

  /// Tells it to end now.
  func terminate() {
    if exitCode == nil { kill(process, SIGTERM) }
    finish()
  }

  /// What it wrote to standard error, at most the last 16 KiB, once it has ended.
  func errorText() -> String {
    finish()
    let size = lseek(errorFile, 0, Int32(SEEK_END))
    var bytes = [UInt8](repeating: 0, count: Int(min(max(size, 0), 16384)))
    let count = pread(errorFile, &bytes, bytes.count, max(0, size - off_t(bytes.count)))
    return printable(bytes.prefix(max(0, count)))
  }
}
