import Reporting
import Testing

/// The pages that people read are what the program does.
struct LanguageReferenceTests {
  @Test func thePageOfTheLanguageHasTheTablesOfTheProgram() throws {
    try ReferencePage.expect(LanguageReference.markdown(), "keys", in: "mesh-language.md")
  }

  @Test func thePageOfTheDiagnosticsHasTheTableOfTheProgram() throws {
    try ReferencePage.expect(DiagnosticsReference.markdown(), "codes", in: "diagnostics.md")
  }
}
