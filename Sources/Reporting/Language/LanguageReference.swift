import MeshModel

/// The reference of the mesh language's keys as markdown, from the same table that reading uses.
package enum LanguageReference {
  package static func markdown() -> String {
    MeshLanguage.sections.map { place, section in
      let rows = section.keys.map(row)
      return "### `\(place)`\n\n| key | value | default | meaning |\n|---|---|---|---|\n" + rows.joined()
    }.joined(separator: "\n")
  }

  private static func row(_ key: KeyDescription) -> String {
    let fallback = key.isRequired ? "required" : key.fallback.isEmpty ? "" : "`\(key.fallback)`"
    return "| `\(key.name)` | \(key.expectation) | \(fallback) | \(key.meaning) |\n"
  }
}
