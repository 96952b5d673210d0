/// Text as it may stand on a page: what a customer typed can neither steer the reader's eye nor leave its element.
///
/// - Control characters other than tab and line feed become U+FFFD.
/// - Characters that reorder or hide text (bidi controls, line and paragraph separators, tags, BOM) are dropped.
/// - `< > & " '` that a combining or prepending scalar has fused with into one `Character` are set apart by
///   U+200B. The template engine escapes by `Character` and would let them through: `"` + U+0301 would end an attribute.
func cleanText(_ text: String) -> String {
  var text = text
  let plain = text.withUTF8 { bytes in bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
  return plain ? text : cleaned(text)
}

private func cleaned(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for character in text {
    let scalars = character.unicodeScalars
    let fused = scalars.count > 1
    for scalar in scalars {
      if fused, isMarkup(scalar) {
        result.append(separator)
        result.append(scalar)
        result.append(separator)
        continue
      }
      switch scalar.value {
      case 0x09, 0x0A: result.append(scalar)
      case 0x0D where fused: break  // the first half of CR LF
      case 0x00..<0x20, 0x7F..<0xA0: result.append("\u{FFFD}")
      case 0x061C, 0x180E, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
        0xE0000...0xE007F:
        break
      default: result.append(scalar)
      }
    }
  }
  // Dropping a scalar may have brought a mark next to a combining scalar: once more, which then changes nothing else.
  let once = String(result)
  let stillFused = once.contains { $0.unicodeScalars.count > 1 && $0.unicodeScalars.contains(where: isMarkup) }
  return stillFused ? cleaned(once) : once
}

private let separator: Unicode.Scalar = "\u{200B}"

private func isMarkup(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "<" || scalar == ">" || scalar == "&" || scalar == "\"" || scalar == "'"
}

/// `url` when it may stand in `href`: http, https, or relative to the page; nil for everything else.
///
/// Whitespace, controls, backslashes and quotes are refused rather than mended: an admin URL has none.
func safeURL(_ url: String) -> String? {
  let bytes = Array(url.utf8)
  guard let first = bytes.first, bytes.count <= 2048 else { return nil }
  let refused = Set(" \"'<>\\^`{|}".utf8)
  guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !refused.contains($0) }) else { return nil }
  let lower = url.lowercased()
  for scheme in ["https://", "http://"] where lower.hasPrefix(scheme) {
    let rest = bytes.dropFirst(scheme.utf8.count)
    guard let host = rest.first, host != UInt8(ascii: "/") else { return nil }
    return url
  }
  let slash = UInt8(ascii: "/")
  if first == slash { return nil }  // would leave the site: //host, or the root of a file system
  let head = bytes.prefix { $0 != slash && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
  return head.contains(UInt8(ascii: ":")) ? nil : url
}
