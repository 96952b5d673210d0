import Testing

/// Suites that keep a processor busy for a minute or more each: one after the other, so that each keeps to its time.
@Suite(.serialized) enum Promises {}
