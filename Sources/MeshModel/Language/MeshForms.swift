import Diagnostics

extension Policy.UndeclaredPeers: Choice {}
extension RotationPolicy.Method: Choice {}

struct PresharedKeySetting: Hashable, Sendable {
  var isOn: Bool
  var generation: Int

  static let off = PresharedKeySetting(isOn: false, generation: 1)
}

extension SSHDefaults {
  static let standard = SSHDefaults(user: nil, port: nil)
}

extension RemovalLimit {
  static let standard = RemovalLimit(percent: 20, minimumNodes: 5)
}

extension Policy {
  static let standard = Policy(
    undeclaredPeers: .fail, removals: .standard, rotation: .standard, requiresSignedCommits: false)
}

extension Form where Value == KeepalivePolicy {
  static var keepalive: Form {
    let expectation = "`auto`, `off`, or seconds from 1 to 65535"
    let seconds = Form<UInt16>.integer("seconds", 1...65_535)
    let schema = ValueSchema.oneOf([.words(["auto", "off"]), seconds.schema])
    return Form(expectation: expectation, schema: schema) { value, findings in
      if case .scalar(let scalar) = value {
        if scalar.text == "auto" { return .auto }
        if scalar.text == "off" { return .seconds(0) }
        var attempt = Findings()
        if let number = seconds.read(value, &attempt) { return .seconds(number) }
      }
      findings.report(.expected(expectation, found: value))
      return nil
    }
  }
}

extension Form where Value == PresharedKeySetting {
  static var presharedKeys: Form {
    let group = Form.group(PresharedKeyKeys.section) { reader in
      reader.read(PresharedKeyKeys.generation).map { PresharedKeySetting(isOn: true, generation: $0) }
    }
    return Form(expectation: group.expectation, schema: .oneOf([.boolean, group.schema])) { value, findings in
      guard case .scalar(let scalar) = value, let isOn = ["true": true, "false": false][scalar.text] else {
        return group.read(value, &findings)
      }
      return PresharedKeySetting(isOn: isOn, generation: 1)
    }
  }
}

extension Form where Value == SSHDefaults {
  static var sshDefaults: Form {
    .group(SSHDefaultKeys.section) { reader in
      SSHDefaults(user: reader.read(SSHDefaultKeys.user), port: reader.read(SSHDefaultKeys.port))
    }
  }
}

extension Form where Value == Policy.UndeclaredPeers {
  static var undeclaredPeers: Form { .choice }
}

extension Form where Value == RemovalLimit {
  static var removals: Form {
    .group(PolicyKeys.Removals.section) { reader in
      RemovalLimit(
        percent: reader.read(PolicyKeys.Removals.max), minimumNodes: reader.read(PolicyKeys.Removals.minimumNodes))
    }
  }
}

extension Form where Value == RotationPolicy.Method {
  static var rotationMethod: Form { .choice }
}

extension Form where Value == Located<RotationPolicy.Method> {
  /// What a node says of rotation: the rest is the mesh's.
  static var nodeRotation: Form { .group(NodeRotationKeys.section) { $0.read(NodeRotationKeys.method) } }
}

extension Form where Value == RotationPolicy {
  static var rotation: Form {
    .group(PolicyKeys.Rotation.section) { reader in
      RotationPolicy(
        method: reader.read(PolicyKeys.Rotation.method), maxAge: reader.read(PolicyKeys.Rotation.maxAge),
        maxParallel: reader.read(PolicyKeys.Rotation.maxParallel),
        unreachableWait: reader.read(PolicyKeys.Rotation.unreachable))
    }
  }
}

extension Form where Value == Int {
  /// `{wait: 7d, then: without}`: how long to wait for a peer that is not reached.
  static var unreachablePeers: Form {
    .group(PolicyKeys.Rotation.Unreachable.section) { reader in
      // What follows the wait has one value: it is written out so that nobody has to guess it.
      _ = reader.read(PolicyKeys.Rotation.Unreachable.then)
      return reader.read(PolicyKeys.Rotation.Unreachable.wait)
    }
  }
}

/// What becomes of a rotation once its wait for a peer is over.
enum AfterWaiting: String, CaseIterable {
  case without
}

extension AfterWaiting: Choice {}

extension Form where Value == AfterWaiting {
  static var afterWaiting: Form { .choice }
}

extension Form where Value == Bool {
  static var signedCommits: Form {
    .group(PolicyKeys.SignedCommits.section) { reader in reader.read(PolicyKeys.SignedCommits.required) }
  }
}

extension Form where Value == Policy {
  static var policy: Form {
    .group(PolicyKeys.section) { reader in
      Policy(
        undeclaredPeers: reader.read(PolicyKeys.undeclaredPeers),
        removals: reader.read(PolicyKeys.removals),
        rotation: reader.read(PolicyKeys.rotation),
        requiresSignedCommits: reader.read(PolicyKeys.signedCommits))
    }
  }
}
