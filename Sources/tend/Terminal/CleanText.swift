/// Text as it may reach a terminal: nothing in it moves the cursor, changes colours, reorders or hides other text.
///
/// Control, format and separator characters are spelled out, `\u{1B}`; tab and line ends become a space. The two joiners
/// that emoji and several scripts need stay.
func cleanText(_ text: String) -> String {
  var text = text
  if text.withUTF8({ $0.allSatisfy { (0x20..<0x7F).contains($0) } }) { return text }
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: clean.append(" ")
    case _ where steersTerminal(scalar):
      clean.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    default: clean.append(scalar)
    }
  }
  return String(clean)
}

/// Whether a scalar could do more on a terminal than stand there; the two joiners may.
func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.value == 0x200C || scalar.value == 0x200D { return false }
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
  default: return false
  }
}

/// How many columns of a terminal a text takes: wide characters two, marks none.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
