import Planning
import SSH
import WireGuard

/// Carries pre-shared keys from one host of each tunnel to the other: one script a host for all that it hands out, one
/// for all that it gets. They pass through our memory, and nothing else of ours.
struct PresharedKeyCourier: Sendable {
  let fleet: Fleet
  let mesh: String

  private typealias Offers = [PresharedKeyName: PresharedKeyScript.Offer]

  /// The nodes that something went wrong on, and what; afterwards all others hold what their tunnels' other ends do.
  func carry(_ exchanges: [PresharedKeyExchange]) async -> [String: NodeOutcome] {
    let offering = Dictionary(grouping: exchanges, by: \.source)
    let offers = await each(offering) { exchanges, host in try await offer(exchanges, on: host) }
    let ready = exchanges.filter { offers[$0.source]?.value != nil }
    let taken = await each(Dictionary(grouping: ready, by: \.target)) { exchanges, host in
      let pairs = exchanges.compactMap { exchange in
        offers[exchange.source]?.value?[exchange.name(on: exchange.source)].map {
          (name: exchange.name(on: exchange.target), offer: $0)
        }
      }
      return try await take(pairs, on: host)
    }
    return offers.compactMapValues(\.failure).merging(taken.compactMapValues(\.failure)) { first, _ in first }
  }

  private func offer(_ exchanges: [PresharedKeyExchange], on host: any Host) async throws -> Outcome<Offers> {
    let names = exchanges.map { $0.name(on: host.name) }
    let new = exchanges.filter(\.isNew).map { $0.name(on: host.name) }
    let result = try await host.run(PresharedKeyScript.offer(new: new, all: names, mesh: mesh))
    let offers = PresharedKeyScript.offers(result.output)
    guard result.exitCode == 0, names.allSatisfy({ offers[$0] != nil }) else {
      return .failed(.skipped("could not make its pre-shared keys: \(result.errorOutput.firstLine)"))
    }
    return .done(offers)
  }

  private func take(
    _ pairs: [(name: PresharedKeyName, offer: PresharedKeyScript.Offer)], on host: any Host
  ) async throws -> Outcome<Void> {
    let result = try await host.run(
      PresharedKeyScript.take(pairs.map(\.name), mesh: mesh), secrets: pairs.map(\.offer.key))
    let digests = PresharedKeyScript.digests(result.output)
    guard result.exitCode == 0, pairs.allSatisfy({ digests[$0.name] == $0.offer.digest }) else {
      return .failed(.skipped("its pre-shared keys did not arrive whole: \(result.errorOutput.firstLine)"))
    }
    return .done(())
  }

  private enum Outcome<Value: Sendable>: Sendable {
    case done(Value)
    case failed(NodeOutcome)

    var value: Value? { if case .done(let value) = self { value } else { nil } }
    var failure: NodeOutcome? { if case .failed(let outcome) = self { outcome } else { nil } }
  }

  private func each<Value>(
    _ exchanges: [String: [PresharedKeyExchange]],
    _ body: @escaping @Sendable ([PresharedKeyExchange], any Host) async throws -> Outcome<Value>
  ) async -> [String: Outcome<Value>] {
    await fleet.forEach(exchanges.keys.sorted()) { node, host in
      guard let host, let mine = exchanges[node] else { return .failed(.late("there is no session")) }
      do { return try await body(mine, host) } catch { return .failed(.late(Fleet.reason(error))) }
    }
  }
}
