import Diagnostics

extension Routing: Choice {}

extension Form where Value == Routing {
  static var routing: Form { .choice }
}

extension Form where Value == RoutingSettings {
  /// A protocol's name, or a group with more.
  static var routingSettings: Form {
    let word = Form<Routing>.routing
    let group = Form.group(RoutingKeys.section) { reader in
      let `protocol` = reader.read(RoutingKeys.protocol)
      let hello = reader.read(RoutingKeys.helloInterval)
      let dead = reader.read(RoutingKeys.deadInterval)
      let bfd = reader.read(RoutingKeys.bfd)
      let authentication = reader.read(RoutingKeys.authentication)
      let port = reader.read(RoutingKeys.basePort)
      let system = reader.read(RoutingKeys.autonomousSystem)
      let passive = reader.read(RoutingKeys.passiveInterfaces)
      return `protocol`.map {
        RoutingSettings(
          $0, helloInterval: hello, deadInterval: dead, bfd: bfd,
          authentication: authentication.isOn ? authentication.generation : nil, basePort: port,
          autonomousSystem: system, passiveInterfaces: passive)
      }
    }
    return Form(
      expectation: word.expectation + ", or a group of keys", schema: .oneOf([word.schema, group.schema])
    ) { value, findings in
      guard case .scalar = value else { return group.read(value, &findings) }
      return word.read(value, &findings).map { RoutingSettings($0) }
    }
  }
}

extension Form where Value == BFDSettings? {
  static var bfd: Form {
    let group = Form.group(RoutingKeys.BFD.section) { reader in
      BFDSettings(
        interval: reader.read(RoutingKeys.BFD.interval), multiplier: reader.read(RoutingKeys.BFD.multiplier),
        behindNAT: reader.read(RoutingKeys.BFD.behindNAT))
    }
    return Form(expectation: group.expectation, schema: .oneOf([.boolean, group.schema])) { value, findings in
      guard case .scalar(let scalar) = value, let isOn = ["true": true, "false": false][scalar.text] else {
        return group.read(value, &findings)
      }
      return .some(isOn ? BFDSettings() : nil)
    }
  }
}

/// Who decides the ways of one node, where that is not the mesh's protocol.
enum NodeRouting: String, CaseIterable {
  case `static`
}

extension NodeRouting: Choice {}

extension Form where Value == NodeRouting {
  static var nodeRouting: Form { .choice }
}
