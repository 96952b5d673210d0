import Records

/// All that a folder of files can make Tend say, one function a case.
enum CSVDiagnostics {
  static func notText(_ file: String, what: String, hint: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.not-text", "\(file) is \(what), not CSV in UTF-8", hints: [hint], location: file)
  }

  static func empty(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.empty", "\(file) is empty",
      reason: "A file without even a header is an export that failed; an empty list has its header.",
      hints: ["Export it anew, or remove the file."], location: file)
  }

  static func noHeader(_ file: String, example: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.no-header", "\(file) has no header",
      reason: "None of the columns that are needed is named in its first 10 rows.",
      hints: [
        "Export with column names; the first needed one is \"\(example)\".",
        "Look whether `match` names the right files.",
      ],
      location: file)
  }

  static func missing(_ columns: [String], closest: [String: String], in file: String) -> Diagnostic {
    let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    var hints = columns.compactMap { column in
      closest[column].map {
        "The file has \"\($0)\": if that is \"\(column)\", rename it in the export or in tend.yml."
      }
    }
    hints.append("Add \(columns.count == 1 ? "the column" : "the columns") to the export.")
    return Diagnostic(
      .source, code: "csv.missing-column", "\(file) has no column \(list)",
      reason: "Records can't be made without \(columns.count == 1 ? "it" : "them").", hints: hints, location: file)
  }

  static func twice(_ columns: [String], in file: String) -> Diagnostic {
    let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    return Diagnostic(
      .source, code: "csv.column-twice", "\(file) has the column \(list) twice",
      reason: "It is not clear which of them counts.", hints: ["Rename or remove one of them in the export."],
      location: file)
  }

  static func truncated(_ file: String, line: Int) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.truncated", "\(file) breaks off in the row that begins on line \(line)",
      reason: "The rows before were read; nothing is concluded from what is not there.",
      hints: ["Export the file anew under the same name; it is read again when it has changed."], location: file)
  }

  static func none(of match: String, in folder: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.no-file", "no file named \(match) has arrived",
      hints: ["Put an export into \(folder), with its date in the name."], location: match)
  }

  static func personalName(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.personal-name", "A file is left alone, since its name looks like somebody's address: \(file)",
      reason: "Names of files are kept in the history, where nothing personal belongs.", hints: ["Rename the file."],
      location: file)
  }

  static func ahead(_ file: String, day: Day) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.file-ahead", "\(file) is dated \(day), a day that has not come, and waits for it",
      hints: ["If the date is mistyped, rename the file."], location: file)
  }

  static func changing(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.changing", "\(file) changed while it was read",
      reason: "It was probably still being copied.", hints: ["Nothing: the next run reads it again."], location: file)
  }

  static func changed(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.file-changed", "\(file) is read again, since it changed after it was read",
      reason:
        "Its size or content is not what it was; files dated after it are read again too, so that the newest word stands.",
      location: file)
  }

  static func outdated(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.old-file-changed", "\(file) changed after it was read and is left alone",
      reason: "A newer full export has been read, which says all there is.", location: file)
  }

  static func late(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.file-late", "\(file) came after newer files had been read and is left alone",
      reason: "Reading it now would put older states over newer ones.",
      hints: ["If it holds records that no other file has, give it a newer date in its name."], location: file)
  }

  static func unmatched(_ file: String, patterns: [String]) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.unmatched", "\(file) is read by nobody: its name fits no pattern",
      reason: "The patterns are: \(patterns.joined(separator: ", ")).",
      hints: ["Rename the file, or add it under `files` in tend.yml with its preset or mapping."], location: file)
  }

  static func notAFile(_ file: String, what: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.not-a-file", "\(file) is \(what) and is left alone",
      reason: "Only plain files in the folder itself are read.", hints: ["Put the file itself into the folder."],
      location: file)
  }

  static func oddName(_ file: String) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.odd-name", "A file whose name is not plain text is left alone: \(file)",
      hints: ["Rename the file."], location: file)
  }

  static func tooManyGroups(_ file: String, limit: Int) -> Diagnostic {
    Diagnostic(
      .source, code: "csv.too-many-groups", "\(file) has more than \(limit) records of several lines",
      reason: "With `group: true` lines of one record may stand anywhere, so all of them are held in memory.",
      hints: ["Split the export into files of a month or a day each.", "If a row is a record, leave `group` out."],
      location: file)
  }

  static func unknownStream(_ name: String) -> Diagnostic {
    Diagnostic(
      .fault, code: "csv.unknown-stream", "No file rule supplies the stream \(name)",
      hints: ["Report this: the engine asked for a stream the connection does not have."])
  }

  static func cancelled(_ file: String) -> Diagnostic {
    Diagnostic(.source, code: "csv.cancelled", "Reading \(file) was ended early", location: file)
  }
}
