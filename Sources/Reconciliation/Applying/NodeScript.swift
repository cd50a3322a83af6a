import FRR
import Foundation
import Planning
import WireGuard

/// The shell text of one node's work in one wave.
struct NodeScript {
  let work: NodeWork
  let mesh: String
  let abilities: HostAbilities

  /// Makes the changes, and stops at the first that fails.
  var run: ShellText { ShellText(lines: ["set -e"] + work.steps.filter { !$0.isDestruction }.map(shell)) }

  /// Takes back as much as can be taken back.
  var undo: ShellText { ShellText(lines: work.undo.map { "( \(shell($0)) ) || :" } + [":"]) }

  /// What survives a reboot, written only once the change is known to be good; and what nothing is made of any longer then
  /// is destroyed.
  var commit: ShellText { ShellText(lines: [settle, destroy]) }

  /// What FRR starts with becomes what it runs.
  var keep: ShellText {
    work.settlement.router.map { $0.change.keep(mesh: mesh, daemons: $0.daemons) } ?? ":"
  }

  /// Of all, last.
  var destroy: ShellText { ShellText(lines: ["set -e"] + work.steps.filter(\.isDestruction).map(shell)) }

  /// All of it is written beside what is there first, so that a disk without room leaves the old state, and then put in its
  /// place.
  var settle: ShellText {
    let settlement = work.settlement
    let names = settlement.bootFiles.map(\.interface.name)
    var lines: [ShellText] = ["set -e"]
    if !names.isEmpty {
      lines += ["left() { \(ShellText(lines: names.map { BootFile.dropStaged($0) }))\n}", "trap left EXIT"]
    }
    lines += settlement.bootFiles.map { $0.stage() }
    if let marker = settlement.marker { lines.append(marker.stage) }
    lines += names.map { BootFile.startAtBoot($0) }
    lines += names.map { BootFile.putInPlace($0) }
    lines += settlement.removedBootFiles.map { BootFile.remove($0) }
    lines.append(settlement.marker.map(\.putInPlace) ?? forget)
    lines.append(keep)
    return ShellText(lines: lines)
  }

  private func shell(_ step: Step) -> ShellText {
    switch step {
    case .create(let interface): create(interface)
    case .delete(let interface): delete(interface)
    case .raise(let interface): ShellText(lines: [create(interface), ReversePathCommand.loose("\(interface.name)")])
    case .divert(let routes, let from, let to): DetourCommand.divert(routes, from: from, to: to)
    case .lower(let interface): delete(interface)
    case .change(let name, let command): command.shell(on: name, mesh: mesh, abilities: abilities)
    case .forgetPresharedKeys(let names): PresharedKeyScript.forget(names, mesh: mesh)
    case .forward(let family): ShellText(lines: ForwardingCommand.on(family))
    case .follow(let pair): Follower.start([pair], mesh: mesh)
    case .unfollow(let pair): Follower.stop([pair], mesh: mesh)
    case .destroyKey(let key): KeyScript.destroy(key, mesh: mesh)
    case .route(let difference, let daemons): difference.apply(mesh: mesh, daemons: daemons)
    // Jobs of their own (`rotate`).
    case .switchKey, .land: ":"
    }
  }

  private func delete(_ interface: Interface) -> ShellText {
    // wg-quick runs the operator's own hooks; without its file there are none.
    "wg-quick down \(interface.name) || ip link delete dev \(interface.name)"
  }

  /// What is done of a revocation cannot be taken back: what survives a reboot is written all the same.
  var revokingUndo: ShellText { ShellText(lines: ["(", settle, ") || :"]) }

  private func create(_ interface: Interface) -> ShellText {
    let file = work.settlement.bootFiles.first { $0.interface.name == interface.name }
    let bootFile = file ?? BootFile(mesh: mesh, node: work.node, interface: interface)
    return ShellText(lines: claim + [bootFile.install(), BootFile.bringUp(interface.name)])
  }

  /// Says first whose the interface will be: what a crash leaves of it is then Weft's own, and not a stranger's.
  private var claim: [ShellText] {
    guard var marker = work.settlement.marker else { return [] }
    marker.digest = ""
    return [marker.write]
  }

  /// The keys stay: a node that comes back has them, and what is gone cannot be brought back.
  private var forget: ShellText { "rm -f \(HostFolder.marker(mesh: mesh))" }
}

extension Step {
  fileprivate var isDestruction: Bool { if case .destroyKey = self { true } else { false } }
}
