internal import CLibgit2

/// libgit2's smart transport over a ``ProcessConnection``: the C side, which only forwards.
///
/// libgit2's own ssh (libssh2) knows neither ssh_config nor jump hosts, and refuses RSA keys against current servers;
/// its own file transport overwrites a reference that another one moved, and runs no hooks.
enum ProcessTransport {
  /// Makes a transport for a remote, which keeps the connection as long as it lives itself.
  static func make(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?,
    owner: OpaquePointer?,
    connection: ProcessConnection
  ) -> Int32 {
    var definition = git_smart_subtransport_definition(
      callback: { out, _, connection in ProcessTransport.makeSubtransport(out, connection) },
      // The conversation is one stream from its start to its end.
      rpc: 0,
      param: Unmanaged.passUnretained(connection).toOpaque())
    return git_transport_smart(out, owner, &definition)
  }

  private static func makeSubtransport(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport>?>?,
    _ connection: UnsafeMutableRawPointer?
  ) -> Int32 {
    let memory = UnsafeMutablePointer<weft_subtransport>.allocate(capacity: 1)
    memory.initialize(to: weft_subtransport())
    // Balanced by `free`, the last call: libgit2 still closes a transport while its remote is freed.
    memory.pointee.connection = connection.map {
      Unmanaged.passRetained(Unmanaged<ProcessConnection>.fromOpaque($0).takeUnretainedValue()).toOpaque()
    }
    memory.pointee.base.action = { out, transport, _, service in
      ProcessTransport.act(out, transport, service)
    }
    memory.pointee.base.close = { transport in
      ProcessTransport.connection(of: transport)?.close()
      return 0
    }
    memory.pointee.base.free = { transport in
      if let connection = ProcessTransport.connection(of: transport) {
        Unmanaged.passUnretained(connection).release()
      }
      UnsafeMutableRawPointer(transport)?.deallocate()
    }
    out?.pointee = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: git_smart_subtransport.self)
    return 0
  }

  private static func act(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>?,
    _ transport: UnsafeMutablePointer<git_smart_subtransport>?,
    _ service: git_smart_service_t
  ) -> Int32 {
    guard let transport, let connection = connection(of: transport) else { return -1 }
    let whole = UnsafeMutableRawPointer(transport).assumingMemoryBound(to: weft_subtransport.self)
    let command: ServiceCommand.Service
    switch service {
    case GIT_SERVICE_UPLOADPACK_LS: command = .uploadPack
    case GIT_SERVICE_RECEIVEPACK_LS: command = .receivePack
    default:
      // After its listing a service goes on in the same conversation: libgit2 insists on the same stream.
      out?.pointee = whole.pointee.stream
      return 0
    }
    guard connection.start(command) else { return -1 }
    let memory = UnsafeMutablePointer<weft_stream>.allocate(capacity: 1)
    memory.initialize(to: weft_stream())
    memory.pointee.connection = Unmanaged.passUnretained(connection).toOpaque()
    memory.pointee.base.subtransport = transport
    memory.pointee.base.read = { stream, buffer, size, count in
      let room = UnsafeMutableRawBufferPointer(start: buffer, count: size)
      guard let read = ProcessTransport.connection(of: stream)?.read(into: room) else { return -1 }
      count?.pointee = read
      return 0
    }
    memory.pointee.base.write = { stream, bytes, count in
      let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
      return ProcessTransport.connection(of: stream)?.write(bytes) == true ? 0 : -1
    }
    memory.pointee.base.free = { UnsafeMutableRawPointer($0)?.deallocate() }
    whole.pointee.stream = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: git_smart_subtransport_stream.self)
    out?.pointee = whole.pointee.stream
    return 0
  }

  private static func connection(of transport: UnsafeMutablePointer<git_smart_subtransport>?) -> ProcessConnection? {
    guard let transport else { return nil }
    let whole = UnsafeMutableRawPointer(transport).assumingMemoryBound(to: weft_subtransport.self)
    return connection(whole.pointee.connection)
  }

  private static func connection(of stream: UnsafeMutablePointer<git_smart_subtransport_stream>?) -> ProcessConnection?
  {
    guard let stream else { return nil }
    return connection(UnsafeMutableRawPointer(stream).assumingMemoryBound(to: weft_stream.self).pointee.connection)
  }

  private static func connection(_ pointer: UnsafeMutableRawPointer?) -> ProcessConnection? {
    pointer.map { Unmanaged<ProcessConnection>.fromOpaque($0).takeUnretainedValue() }
  }
}
