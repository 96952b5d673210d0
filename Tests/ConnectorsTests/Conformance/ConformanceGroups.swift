import Testing

// Suites that keep a processor busy for a minute each, in two groups of about the same length. Within a group one case
// follows the other, so that each keeps to its time on a machine of two cores.

/// The conformance of shops, and of the suite itself.
@Suite(.serialized) enum ShopConformance {}

/// The conformance of parcels and books.
@Suite(.serialized) enum BackOfficeConformance {}
