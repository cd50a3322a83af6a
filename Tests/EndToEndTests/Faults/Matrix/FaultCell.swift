import Foundation
import Testing

/// One fault at one step of a rotation, and what came of it.
struct FaultCell {
  let scene: LabScene
  let step: ProtocolStep
  let fault: Fault
  /// The node whose key is rotated: every other node of the scene is its peer, by its address in the mesh.
  let node: String
  let address: String
  let peers: [String: String]
  /// The peer that is held, or hit.
  let peer: String

  /// What a cell of the table holds.
  struct Result {
    /// Seconds.
    var outage = 0.0
    var isBack = false
    var faulted: Outcome
    /// Where the faulted command said that all is well: whether it was.
    var isTrue = true
    var next: Outcome
    var isInStep = false
    /// How many private keys are left on the node, and whether the live one is among them.
    var privateKeys = 0
    var hasLiveKey = false

    /// Whether all that Weft promises held.
    var isGood: Bool { isBack && isTrue && next.exitCode == 0 && isInStep && hasLiveKey }
  }

  func run() async throws -> Result {
    let old = try await publicKey()
    if !step.isOfRotate { try await scene.controller(["weft", "rotate", node]).checked() }
    let new = step.isOfRotate ? "none" : try await declaredKey()
    let watch = TunnelWatch(
      scene: scene, node: node, peers: peers, address: address, isFromPeers: fault == .nodeRebooted)
    try await watch.begin()

    let gate = gate(step, old: old, new: new)
    let staging = step.isAfterStaging ? self.gate(.staging, old: old, new: new) : nil
    try await scene.hold(staging ?? gate)
    async let command = scene.controller(
      LabScene.killable(step.isOfRotate ? "weft rotate \(node)" : "weft apply --yes"), within: 400)
    if let staging {
      try await scene.reached(staging)
      try await scene.hold(gate)
      try await scene.release(staging)
    }
    try await scene.reached(gate)
    if let also = step.alsoOnNode {
      try await scene.eventually(filled(also, old: old, new: new), on: node)
    }
    try await fault.inject(scene, node: node, peer: peer)
    try await scene.release(gate)

    let faulted = try await command
    // What hosts still have under way they finish without us.
    for host in [node] + peers.keys.sorted() { try await scene.eventually(Self.isIdle, on: host) }
    let isBack = try await watch.back(within: .seconds(60))
    try await fault.heal(scene, node: node, peer: peer)
    var result = Result(faulted: faulted, next: faulted)
    result.outage = try await watch.end()
    result.isBack = isBack
    if faulted.exitCode == 0, !step.isOfRotate { result.isTrue = try await isInStep() }
    if fault == .controllerKilled, !step.isOfRotate { try await scene.unlock(after: scene.apply()) }
    if step.isOfRotate, try await declaredKey() == old {
      // Nothing was committed: who rotates does so again.
      try await scene.controller(["weft", "rotate", node]).checked()
    }
    result.next = try await scene.apply(within: 400)
    result.isInStep = try await isInStep()
    let files = try await scene.shell("for f in /etc/wireguard/weft/example/keys/*; do wg pubkey <$f; done", on: node)
    result.privateKeys = files.lines.count
    result.hasLiveKey = try await files.lines.contains(publicKey())
    return result
  }

  /// No job is under way.
  private static let isIdle = """
    cd /etc/wireguard/weft/example/jobs/busy 2>/dev/null || exit 0
    read -r pid boot <owner || exit 0
    ! { test "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" && grep -q runner "/proc/$pid/cmdline"; }
    """

  private func isInStep() async throws -> Bool {
    let plan = try await scene.plan()
    return plan.exitCode == 0 && plan.output.contains("No changes.")
  }

  private func publicKey() async throws -> String {
    try await scene.shell("wg show wg0 public-key", on: node).checked().lines.first ?? ""
  }

  private func declaredKey() async throws -> String {
    let file = try await scene.controller(["sed", "-n", "s/^publicKey: //p", "nodes/\(node).yaml"]).checked()
    return file.lines.first ?? ""
  }

  private func gate(_ step: ProtocolStep, old: String, new: String) -> Gate {
    Gate(
      host: step.holder == .node ? node : peer, command: step.command,
      condition: filled(step.condition, old: old, new: new))
  }

  private func filled(_ text: String, old: String, new: String) -> String {
    let file = old.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    return text.replacing("OLDFILE", with: file).replacing("OLD", with: old).replacing("NEW", with: new)
  }
}

extension FaultCell.Result {
  /// A row of the table.
  func row(_ step: ProtocolStep, _ fault: Fault) -> String {
    let fields = [
      step.name, fault.rawValue, String(format: "%.1f s", outage), isBack ? "yes" : "NO", "\(faulted.exitCode)",
      isTrue ? "yes" : "NO", "\(next.exitCode)", isInStep ? "yes" : "NO",
      hasLiveKey ? "\(privateKeys)" : "LIVE KEY LOST",
    ]
    return "| " + fields.joined(separator: " | ") + " |"
  }
}
