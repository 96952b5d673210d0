import CCurl
import FoundationEssentials
import Records

/// The certificates that are trusted: the system's, and more.
enum Certificates {
  /// The system's bundle followed by those of a file, in PEM.
  static func bundle(adding file: String) throws(Diagnostic) -> [UInt8] {
    guard let added = contents(file) else {
      throw Diagnostic(
        .configuration, code: "http.certificate-file", "The file of certificates can't be read",
        hints: ["Look whether it is there and may be read"], location: file)
    }
    let text = String(decoding: added, as: UTF8.self)
    guard text.contains("-----BEGIN CERTIFICATE-----"), text.contains("-----END CERTIFICATE-----") else {
      throw Diagnostic(
        .configuration, code: "http.certificate-file", "The file of certificates holds none",
        reason: "Certificates in PEM begin with -----BEGIN CERTIFICATE-----.",
        hints: ["Ask for the file in PEM format"], location: file)
    }
    // libcurl takes either its own file or ours, so ours has to hold both.
    let own = ccurl_default_certificates().flatMap { contents(String(cString: $0)) } ?? []
    return own + [UInt8(ascii: "\n")] + added
  }

  private static func contents(_ file: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(filePath: file))).map { Array($0) }
  }
}
