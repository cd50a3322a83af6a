import Lab
package import Testing

extension Trait where Self == ConditionTrait {
  /// A lab takes root, the right to make namespaces, and the programs that it starts.
  package static var needsLab: Self {
    .enabled("a lab needs root, CAP_SYS_ADMIN and CAP_NET_ADMIN, and the programs of docs/lab.md") {
      do { try Requirements.check() } catch { return false }
      return Requirements.canMakeNamespaces
    }
  }

  /// FRR itself, in a namespace.
  package static var needsFRR: Self {
    .enabled("FRR needs root, CAP_SYS_ADMIN, CAP_NET_ADMIN, and the package frr") {
      Requirements.canMakeNamespaces && Requirements.hasFRR
    }
  }
}
