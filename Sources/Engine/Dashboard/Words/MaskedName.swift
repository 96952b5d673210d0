/// Customers' names for pages: enough to recognise somebody one knows, not enough to look a stranger up.
enum MaskedName {
  /// `Marta Rossi` as `Ma••• R•••`: two letters of the first word, one of each other, at most three words. The number of
  /// dots says nothing about the name.
  static func of(_ name: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace).filter { $0.contains(where: \.isLetter) }.prefix(3)
    return words.enumerated().map { index, word in
      let shown = word.prefix(index == 0 && word.count > 3 ? 2 : 1)
      return shown + "•••"
    }.joined(separator: " ")
  }
}
