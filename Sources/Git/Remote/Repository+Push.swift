internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Repository {
  /// Changes references at a remote, each by compare-and-swap; the server checks once more under its own lock.
  ///
  /// Several updates go together, yet each stands for itself: libgit2 does not know git's atomic push. What the
  /// remote had is looked at for all of them before anything is sent.
  /// - Throws: ``GitError/lostRace(reference:expected:actual:)``, ``GitError/notFastForward(reference:url:)``,
  ///   ``GitError/pushRejected(_:url:output:)``.
  package func push(
    _ updates: [ReferenceUpdate],
    to remote: Remote,
    progress: ProgressHandler? = nil
  ) throws(GitError) {
    let session = try session(remote.pushURL, progress: progress)
    try session.connect(GIT_DIRECTION_PUSH)
    session.negotiation = { steps in
      do throws(GitError) {
        for step in steps { try self.checkExpectation(of: step, in: updates, url: remote.pushURL) }
        return nil
      } catch {
        return error
      }
    }
    var sources: [String] = []
    defer { for source in sources { _ = git_reference_remove(handle, source) } }
    var refspecs: [String] = []
    for update in updates {
      var source = ""
      if let new = update.new {
        // libgit2 1.5 pushes from a reference only, not from an id.
        source = "refs/weft-push/\(String(UInt64.random(in: .min ... .max), radix: 16))"
        try updateReference(source, to: new, from: nil, message: "push")
        sources.append(source)
      }
      // The plus is for libgit2 alone, which would compare with what is here; the expectation says what is right.
      refspecs.append("+\(source):\(update.name)")
    }
    try session.upload(refspecs)
    if !session.rejections.isEmpty { throw try explain(session, updates, remote) }
    try follow(updates, at: remote)
  }

  /// Checks that a remote lets us push, without sending anything: it is reached, and accepts us for writing.
  ///
  /// Rules about single branches show only at a push.
  package func checkPush(to remote: Remote) throws(GitError) {
    try session(remote.pushURL, store: false).connect(GIT_DIRECTION_PUSH)
  }

  private func checkExpectation(
    of step: RemoteSession.PushStep,
    in updates: [ReferenceUpdate],
    url: RemoteURL
  ) throws(GitError) {
    guard let update = updates.first(where: { $0.name == step.reference }) else { return }
    switch update.expectation {
    case .exactly(let expected):
      if step.old != expected { throw .lostRace(reference: step.reference, expected: expected, actual: step.old) }
    case .fastForward:
      guard let old = step.old, let new = step.new else { return }
      do {
        if try isAncestor(old, of: new) { return }
      } catch .missingRevision {
        // The remote has commits that are not here.
      }
      throw .notFastForward(reference: step.reference, url: url)
    }
  }

  /// Tells a race that was lost after the negotiation from a refusal by the server's rules.
  private func explain(
    _ session: RemoteSession,
    _ updates: [ReferenceUpdate],
    _ remote: Remote
  ) throws(GitError) -> GitError {
    // The server says this also where another push holds the lock of the reference, and waits for it a tenth of a second
    // only (core.filesRefLockTimeout): then the race shows as soon as that one has moved it.
    let mayBeLocked = session.rejections.contains { $0.reason.contains("failed to update ref") }
    for _ in 0..<(mayBeLocked ? 50 : 1) {
      if let race = try race(session, updates, remote) { return race }
      if mayBeLocked { usleep(100_000) }
    }
    return .pushRejected(session.rejections, url: remote.pushURL, output: session.serverText)
  }

  /// The race that a refused push has lost, as far as the remote's references show it by now.
  private func race(
    _ session: RemoteSession,
    _ updates: [ReferenceUpdate],
    _ remote: Remote
  ) throws(GitError) -> GitError? {
    let now = try list(Remote(remote.pushURL)).references
    for rejection in session.rejections {
      guard let update = updates.first(where: { $0.name == rejection.reference }) else { continue }
      let actual = now[update.name]
      switch update.expectation {
      case .exactly(let expected) where actual != expected:
        return .lostRace(reference: update.name, expected: expected, actual: actual)
      case .fastForward where rejection.reason.contains("non-fast-forward") || actual != session.seen[update.name]:
        return .notFastForward(reference: update.name, url: remote.pushURL)
      default: break
      }
    }
    return nil
  }

  /// Moves the remote's tracking branches here along, as git does after a push.
  private func follow(_ updates: [ReferenceUpdate], at remote: Remote) throws(GitError) {
    guard let name = remote.name else { return }
    for update in updates where update.name.hasPrefix("refs/heads/") {
      let tracking = "refs/remotes/\(name)/" + update.name.dropFirst("refs/heads/".count)
      let old = try reference(tracking)
      try updateReference(tracking, to: update.new, from: old, message: "update by push")
    }
  }
}

extension RemoteSession {
  func upload(_ refspecs: [String]) throws(GitError) {
    try withOptions { connection in
      var options = git_push_options()
      git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
      options.callbacks = connection.callbacks
      options.proxy_opts = connection.proxy_opts
      options.follow_redirects = connection.follow_redirects
      options.custom_headers = connection.custom_headers
      return StringArray.with(refspecs) { list in
        var list = list
        return git_remote_upload(handle, &list, &options)
      }
    }
  }
}
