internal import CLibgit2

extension RemoteSession {
  /// What libgit2 calls while it works; the session is their payload, and must live as long.
  func callbacks() -> git_remote_callbacks {
    var callbacks = git_remote_callbacks()
    git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    if connection != nil {
      callbacks.transport = { out, owner, payload in
        guard let connection = RemoteSession.from(payload)?.connection else { return -1 }
        return ProcessTransport.make(out, owner: owner, connection: connection)
      }
    }
    callbacks.credentials = { out, _, _, allowed, payload in
      RemoteSession.from(payload)?.authenticate(out, allowed: allowed) ?? -1
    }
    callbacks.sideband_progress = { text, count, payload in
      guard let session = RemoteSession.from(payload) else { return -1 }
      let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
      session.serverText = String((session.serverText + printable(bytes)).suffix(2000))
      return session.goOn()
    }
    callbacks.transfer_progress = { statistics, payload in
      guard let session = RemoteSession.from(payload), let statistics = statistics?.pointee else { return -1 }
      let (done, total) = (Int(statistics.received_objects), Int(statistics.total_objects))
      return session.report(.receiving, done: done, total: total, bytes: statistics.received_bytes)
    }
    callbacks.push_transfer_progress = { done, total, bytes, payload in
      RemoteSession.from(payload)?.report(.sending, done: Int(done), total: Int(total), bytes: bytes) ?? -1
    }
    callbacks.push_negotiation = { updates, count, payload in
      RemoteSession.from(payload)?.negotiate(UnsafeBufferPointer(start: updates, count: count)) ?? -1
    }
    callbacks.push_update_reference = { name, status, payload in
      if let name, let status {
        let rejection = GitError.Rejection(
          reference: String(cString: name), reason: printable(String(cString: status).utf8))
        RemoteSession.from(payload)?.rejections.append(rejection)
      }
      return 0
    }
    return callbacks
  }

  private static func from(_ payload: UnsafeMutableRawPointer?) -> RemoteSession? {
    payload.map { Unmanaged<RemoteSession>.fromOpaque($0).takeUnretainedValue() }
  }

  private func goOn() -> Int32 {
    guard Task.isCancelled else { return 0 }
    failure = .cancelled
    return Code.user
  }

  private func report(_ direction: TransferProgress.Direction, done: Int, total: Int, bytes: Int) -> Int32 {
    progress?(TransferProgress(url: url, direction: direction, done: done, total: total, bytes: bytes))
    return goOn()
  }

  private func authenticate(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?,
    allowed: UInt32
  ) -> Int32 {
    guard allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, let login = credentials.next() else {
      let reason =
        credentials.offered ? "it accepts none of our credentials" : "it wants credentials, and there are none"
      failure = .authenticationRefused(url: url, reason: reason)
      return Code.authentication
    }
    return git_credential_userpass_plaintext_new(out, login.user, login.password)
  }

  private func negotiate(_ updates: UnsafeBufferPointer<UnsafePointer<git_push_update>?>) -> Int32 {
    let steps = updates.compactMap { $0?.pointee }.map { update in
      PushStep(
        reference: String(cString: update.dst_refname), old: ObjectID(nonzero: update.src),
        new: ObjectID(nonzero: update.dst))
    }
    for step in steps { seen[step.reference] = step.old }
    guard let refusal = negotiation?(steps) else { return 0 }
    failure = refusal
    return Code.user
  }
}
