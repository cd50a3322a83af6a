/// Edits of `mesh.yaml` that keep its comments, order and layout.
package enum MeshFileEdit {
  /// The file with the next generation of pre-shared keys: `true` becomes `{generation: 2}`, a generation counts up.
  /// - Throws: ``FileEditError``, also where pre-shared keys are off.
  package static func raisingPresharedKeyGeneration(in text: String) throws(FileEditError) -> String {
    let name = MeshKeys.presharedKeys.description.name
    let group = [name, PresharedKeyKeys.generation.description.name]
    let root = try FileEdit.read(text)
    if let generation = YAMLPath.value(group, in: root) {
      guard let number = Int(generation), number < Int.max else { throw .unexpectedLayout(group) }
      return try FileEdit.setting(group, to: String(number + 1), in: text)
    }
    var edited = SourceText(file: "", text: text)
    guard case .mapping(let entries, _) = root, let value = entries.first(where: { $0.key.text == name })?.value,
      case .scalar(let scalar) = value, scalar.text == "true",
      edited.replace(value, with: "{\(PresharedKeyKeys.generation.description.name): 2}"),
      try YAMLPath.value(group, in: FileEdit.read(edited.text)) == "2"
    else { throw .unexpectedLayout([name]) }
    return edited.text
  }
}
