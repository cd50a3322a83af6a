import Diagnostics
import MeshModel

/// The reference of the diagnostics as markdown, from the same table that reporting them uses.
package enum DiagnosticsReference {
  package static func markdown() -> String {
    let rows = DiagnosticCode.allCases.map { code in
      let entry = code.entry
      return "| `\(code.rawValue)` | \(entry.severity.rawValue) | \(entry.meaning) | \(entry.remedy) |\n"
    }
    return "| code | severity | meaning | remedy |\n|---|---|---|---|\n" + rows.joined()
  }
}
