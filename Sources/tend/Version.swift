/// The version of Tend, as it stands in receipts and commit trailers.
let tendVersion = "0.1.0"
