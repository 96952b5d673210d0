import Foundation
public import Records

/// Makes the zone tables that the pure modules work with, from the system's zone files, or from Foundation where there are none.
public struct ZoneLoader: Sendable {
  /// Folders of zone files, asked in order; empty to use only Foundation.
  public var folders: [String]

  /// A loader that asks these folders first.
  public init(folders: [String] = ["/usr/share/zoneinfo", "/var/db/timezone/zoneinfo", "/usr/share/lib/zoneinfo"]) {
    self.folders = folders
  }

  /// The zone's offsets from 1970 to 2050; nil when there is no zone of that name.
  ///
  /// Names are IANA names with the capitals they have: `Europe/Rome`. `UTC` is always there.
  public func zone(_ name: String) -> Zone? {
    if name == "UTC" { return .utc }
    guard Self.isName(name) else { return nil }
    for folder in folders {
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
      if let zone = ZoneFile.zone(name, Array(bytes)) { return zone }
    }
    return fromFoundation(name)
  }

  func exists(_ name: String) -> Bool { zone(name) != nil }

  func suggestion(for name: String) -> String? {
    let known = TimeZone.knownTimeZoneIdentifiers
    if let near = Suggestion.nearest(to: name, among: known) { return near }
    // A city alone, or under the wrong continent.
    let city = (name.split(separator: "/").last.map(String.init) ?? name).lowercased()
    guard city.count >= 3 else { return nil }
    let wanted = city.map { $0 == " " ? "_" : $0 }
    return known.first { $0.split(separator: "/").last.map { Array($0.lowercased()) } == wanted }
  }

  /// Letters, digits and `_+-`, in one to three parts; so that no path leads out of the folder.
  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 64 && (1...3).contains(parts.count)
      && parts.allSatisfy { part in
        guard let first = part.utf8.first, (65...90).contains(first) else { return false }
        return part.utf8.allSatisfy {
          (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0)
            || [UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0)
        }
      }
  }

  /// Foundation tells only daylight saving's turns, not every change of a zone's offset: so offsets are asked week by week
  /// and each change is narrowed down to its second.
  func fromFoundation(_ name: String) -> Zone? {
    guard let zone = TimeZone(identifier: name), zone.identifier == name || name != "GMT" else { return nil }
    guard TimeZone.knownTimeZoneIdentifiers.contains(name) || TimeZone.abbreviationDictionary[name] == nil else {
      return nil
    }
    func offset(_ seconds: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
    let week: Int64 = 7 * 86_400
    let end = ZoneFile.end.seconds
    var table = Zone(name: name, firstOffset: offset(0))
    var known = (at: Int64(0), offset: table.firstOffset)
    while known.at < end {
      let next = min(known.at + week, end)
      let nextOffset = offset(next)
      if nextOffset != known.offset {
        var (low, high) = (known.at, next)
        while high - low > 1 {
          let middle = (low + high) / 2
          if offset(middle) == known.offset { low = middle } else { high = middle }
        }
        let found = offset(high)
        table.periods.append(Zone.Period(start: Instant(seconds: high), offset: found))
        known = (high, found)
      } else {
        known = (next, nextOffset)
      }
    }
    return table
  }
}
