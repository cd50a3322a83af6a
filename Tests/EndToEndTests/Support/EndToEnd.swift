import TestSupport
import Testing

/// The whole loop with the built program, on real hosts in a lab.
///
/// Each suite in it is serialized, for every lab is eight hosts.
@Suite(.needsLab, .timeLimit(.minutes(15)))
enum EndToEnd {}
