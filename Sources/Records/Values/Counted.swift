/// `1234567` as `1,234,567`, with a true minus sign below zero.
public func grouped(_ value: Int) -> String { (value < 0 ? "\u{2212}" : "") + grouped(value.magnitude) }

/// `1234567` as `1,234,567`.
public func grouped(_ value: UInt) -> String {
  let digits = Array(String(value).utf8)
  guard digits.count > 3 else { return String(value) }
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.unicodeScalars.append(Unicode.Scalar(digit))
  }
  return text
}

/// `1 change`, `12 changes`, `1,200 changes`: the one way in which things are counted for people.
public func counted(_ count: Int, _ one: String, _ many: String) -> String {
  "\(grouped(count)) \(count == 1 ? one : many)"
}
