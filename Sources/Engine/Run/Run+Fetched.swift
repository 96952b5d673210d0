internal import Index
internal import Records

extension Run {
  /// Throws away what a dry run fetched, so that the next run reads it itself.
  func discardFetched(_ syncs: [StreamSync]) throws(Diagnostic) {
    try Session.diagnosed {
      for stream in try staging.streams() { try staging.discard(stream.name) }
    }
  }
}
