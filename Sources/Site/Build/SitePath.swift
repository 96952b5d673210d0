import Crypto

/// Where pages lie, from the site's root. Every name becomes a path that stays inside its folder.
public enum SitePath {
  /// The overview.
  public static let overview = "index.html"
  /// The systems page.
  public static let systems = "systems.html"

  /// An exception's page.
  public static func exception(_ id: String) -> String { "exceptions/\(component(id)).html" }

  /// A page, from 1, of the list of all exceptions.
  public static func everything(page: Int = 1) -> String {
    page <= 1 ? "exceptions/index.html" : "exceptions/page-\(page).html"
  }

  /// A page, from 1, of a workflow's list.
  public static func workflow(_ name: String, page: Int = 1) -> String {
    "workflows/\(component(name, numbered: true))\(page <= 1 ? "" : "-\(page)").html"
  }

  /// A page, from 1, of the exceptions that share a cause.
  public static func cause(_ key: String, page: Int = 1) -> String {
    "causes/\(component(key, numbered: true))\(page <= 1 ? "" : "-\(page)").html"
  }

  /// A page, from 1, of the list of runs.
  public static func runs(page: Int = 1) -> String { page <= 1 ? "runs/index.html" : "runs/page-\(page).html" }

  /// A run's page.
  public static func run(_ id: String) -> String { "runs/\(component(id)).html" }

  /// How many pages a list of `rows` rows has; an empty list has one.
  public static func pages(rows: Int) -> Int { max(1, (rows + rowsPerPage - 1) / rowsPerPage) }

  /// Rows on one page of a list.
  public static let rowsPerPage = 100

  /// Letters, digits, `-` and `_` stand for themselves; every other byte becomes `~` and two hex digits.
  ///
  /// Different names give different paths: what would clash with a numbered page or `index` is written with a `~`, and a
  /// name over 80 bytes ends in its hash.
  static func component(_ name: String, numbered: Bool = false) -> String {
    var bytes = Array(name.utf8)
    var hash = ""
    if bytes.count > 80 {
      hash = "~~" + hex(SHA256.hash(data: bytes).prefix(8))
      bytes = Array(bytes.prefix(40))
    }
    let digitsAtEnd = bytes.reversed().prefix { (0x30...0x39).contains($0) }.count
    let dash = bytes.count - digitsAtEnd - 1
    var text = ""
    for (index, byte) in bytes.enumerated() {
      let plain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: "_")
        || (byte == UInt8(ascii: "-") && !(numbered && index == dash && digitsAtEnd > 0))
      if plain { text.unicodeScalars.append(Unicode.Scalar(byte)) } else { text += "~" + hex([byte]) }
    }
    if text == "index" || text.hasPrefix("page-") { text = "~" + hex(bytes.prefix(1)) + text.dropFirst() }
    return text.isEmpty ? "~" : text + hash
  }
}

/// Lower-case hex digits.
func hex(_ bytes: some Sequence<UInt8>) -> String {
  bytes.reduce(into: "") { text, byte in
    if byte < 16 { text += "0" }
    text += String(byte, radix: 16)
  }
}
