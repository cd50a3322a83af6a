#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Starting and ending programs by POSIX's own means.
enum Spawn {
  /// - Throws: ``GitError/missingProgram(_:)``, ``GitError/system(what:reason:)``.
  static func run(
    _ arguments: [String],
    environment: GitEnvironment,
    inputAndOutput: Int32,
    error: Int32
  ) throws(GitError) -> pid_t {
    #if canImport(Glibc)
      var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #else
      var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?) = (nil, nil)
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, inputAndOutput, 0)
    posix_spawn_file_actions_adddup2(&actions, inputAndOutput, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)

    // Threads of a dispatch queue have signals blocked; a child that inherited that could not be stopped.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, pipe) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &pipe)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    var process: pid_t = 0
    let program = arguments.first ?? ""
    let code = StringArray.withTerminated(arguments) { argv in
      StringArray.withTerminated(environment.childLines) { envp in
        posix_spawnp(&process, program, &actions, &attributes, argv, envp)
      }
    }
    switch code {
    case 0: return process
    case ENOENT: throw .missingProgram(program)
    default: throw .system(what: "starting \(program)", reason: Descriptors.reason(code ?? 0))
    }
  }

  /// Waits for a program to end: twenty seconds by itself, two after SIGTERM, then SIGKILL.
  /// - Returns: The status as `waitpid` gives it.
  static func collect(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    for (milliseconds, signal) in [(20_000, SIGTERM), (2000, SIGKILL)] {
      for _ in 0..<milliseconds {
        let result = waitpid(process, &status, WNOHANG)
        if result == process { return status }
        if result < 0, errno != EINTR { return 0 }
        usleep(1000)
      }
      kill(process, signal)
    }
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }
}

/// File descriptors that no other child inherits.
enum Descriptors {
  #if canImport(Glibc)
    static let noSignal = Int32(MSG_NOSIGNAL)
  #else
    static let noSignal: Int32 = 0
  #endif

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  static func socketPair() throws(GitError) -> (ours: Int32, theirs: Int32) {
    var pair: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
      throw .system(what: "making a socket pair", reason: reason(errno))
    }
    #if !canImport(Glibc)
      var yes: Int32 = 1
      for socket in pair { _ = fcntl(socket, F_SETFD, FD_CLOEXEC) }
      setsockopt(pair[0], SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
    #endif
    return (pair[0], pair[1])
  }

  /// A file that is gone from its folder before anybody can open it, and from the disk once it is closed.
  static func namelessFile(in folder: String) throws(GitError) -> Int32 {
    var template = Array((folder + "/weft-XXXXXX").utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw .system(what: "making a file in \(folder)", reason: reason(errno)) }
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }
}
