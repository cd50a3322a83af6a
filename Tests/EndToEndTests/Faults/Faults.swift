import Testing

extension EndToEnd {
  /// What goes wrong, and what comes of it.
  @Suite(.serialized) enum Faults {}
}
