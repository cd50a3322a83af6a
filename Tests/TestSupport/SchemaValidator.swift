import Foundation
import Subprocess

/// A real validator of JSON Schema (Debian's python3-jsonschema), which reads YAML as editors do: the core schema of 1.2.
package enum SchemaValidator {
  /// What is wrong with each file, as `PLACE: MESSAGE`, sorted; the schema itself is checked against draft 7's own.
  package static func problems(schema: String, files: [String: String]) async throws -> [String: [String]] {
    let asked = try JSONEncoder().encode(Question(schema: schema, files: files))
    let result = try await Subprocess.run(
      // Debian's own, whatever stands before it in the path.
      .name("env"), arguments: ["/usr/bin/python3", "-c", script],
      input: .string(String(decoding: asked, as: UTF8.self)),
      output: .string(limit: 1 << 22), error: .string(limit: 1 << 20))
    guard case .exited(0) = result.terminationStatus else { throw HostTestError(result.standardError) }
    return try JSONDecoder().decode([String: [String]].self, from: Data(result.standardOutput.utf8))
  }

  private struct Question: Encodable {
    var schema: String
    var files: [String: String]
  }

  private static let script = """
    import json, re, sys
    import jsonschema, yaml

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {}

    for tag, pattern, first in (
        ("bool", "true|false", "tf"), ("int", "[-+]?[0-9]+", "-+0123456789"), ("null", "null|~|", ["n", "~", ""])
    ):
        Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("^(?:%s)$" % pattern), list(first))

    asked = json.load(sys.stdin)
    schema = json.loads(asked["schema"])
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    answer = {}
    for name, text in asked["files"].items():
        errors = validator.iter_errors(yaml.load(text, Loader) or {})
        answer[name] = sorted("/".join(map(str, e.absolute_path)) + ": " + e.message for e in errors)
    print(json.dumps(answer))
    """
}
