/// The accent colour, moved towards black or white until text in it is readable on a theme's ground (WCAG AA, 4.5 : 1).
struct Accent {
  private var red: Double
  private var green: Double
  private var blue: Double

  static let fallback = Accent(red: 0x2F, green: 0x5D, blue: 0x8A)
  static let lightGround = Accent(red: 0xFB, green: 0xFB, blue: 0xF9)
  static let darkGround = Accent(red: 0x16, green: 0x18, blue: 0x1B)

  private init(red: Double, green: Double, blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// Reads `#rrggbb`; nil for anything else, so that no other text can reach the style sheet.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[0] == UInt8(ascii: "#"),
      bytes.dropFirst().allSatisfy({
        (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
      }),
      let value = Int(text.dropFirst(), radix: 16)
    else { return nil }
    self.init(red: Double(value >> 16), green: Double(value >> 8 & 255), blue: Double(value & 255))
  }

  /// `#rrggbb`.
  var hex: String {
    let value = [red, green, blue].reduce(0) { $0 << 8 | Int($1.rounded()) }
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }

  /// This colour, or the nearest towards black or white that stands out from `ground`.
  func readable(on ground: Accent) -> Accent {
    let target = ground.luminance > 0.5 ? 0.0 : 255.0
    // Thin light text on a dark ground needs more than the minimum.
    let wanted = target == 0 ? 4.6 : 6
    for step in 0...20 {
      let share = Double(step) / 20
      let mixed = Accent(
        red: red + (target - red) * share, green: green + (target - green) * share,
        blue: blue + (target - blue) * share)
      if mixed.contrast(with: ground) >= wanted { return mixed }
    }
    return Accent(red: target, green: target, blue: target)
  }

  func contrast(with other: Accent) -> Double {
    let (one, two) = (luminance, other.luminance)
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  /// Relative luminance after WCAG 2.2.
  private var luminance: Double {
    func linear(_ channel: Double) -> Double {
      let value = channel / 255
      return value <= 0.04045 ? value / 12.92 : Self.power((value + 0.055) / 1.055)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// `value` to the power 2.4, as value² × ⁵√value²; the fifth root by Newton, since the standard library has no power.
  private static func power(_ value: Double) -> Double {
    let square = value * value
    var root = max(square, 0.1)
    for _ in 0..<24 {
      let fourth = root * root * root * root
      root -= (root * fourth - square) / (5 * fourth)
    }
    return square * root
  }

  /// The declarations that go before the style sheet.
  var declarations: String {
    let light = readable(on: .lightGround)
    let dark = readable(on: .darkGround)
    return """
      :root{--accent:\(light.hex)}
      @media (prefers-color-scheme:dark){:root{--accent:\(dark.hex)}}
      @media print{:root{--accent:\(light.hex)}}

      """
  }
}
