package import Diagnostics

/// From what is declared and what is observed to the waves between.
package enum Planner {
  /// - Throws: ``Failure`` with every refusal at once (exit 8); then nothing may be touched.
  package static func plan(_ input: PlanningInput) throws(Failure) -> Plan {
    let draft = PlanDraft(input)
    let refusals = Refusals.all(draft.input) + draft.rotations.refusals
    guard refusals.isEmpty else { throw Failure(refusals, exit: .refused) }
    var plan = draft.plan()
    plan.continuity = Continuity(of: plan, draft.input)
    return plan
  }

  /// Only what takes revoked keys away: whatever else is wrong with the mesh does not hold it up.
  package static func revocation(_ input: PlanningInput) -> Plan { PlanDraft(input).revocation() }
}
