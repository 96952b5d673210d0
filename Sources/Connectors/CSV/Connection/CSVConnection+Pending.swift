import Records

extension CSVConnection {
  /// The key of a rule in the cursor: its pattern, which outlives a reordering of the configuration.
  func key(of rule: Int) -> String {
    let match = settings.files[rule].match
    let stream = settings.files[rule].stream.name
    let same = settings.files[..<rule].count { $0.match == match && $0.stream.name == stream }
    return same == 0 ? match : "\(match) \(same + 1)"
  }

  /// The files of a stream whose day has come and that were not read as they are now.
  ///
  /// - Throws: `csv.folder-missing`, `csv.folder-unreadable`, `csv.file-unreadable`.
  public func pending(_ stream: RecordStream, from cursor: Cursor?) throws(SyncError) -> PendingFiles {
    let entries: [FolderEntry]
    do throws(Diagnostic) { entries = try listing(folder) } catch { throw .configuration(error) }
    let known = CSVCursor(cursor)
    var pending = PendingFiles(passes: [], notices: [])
    var asked = false
    for (index, rule) in settings.files.enumerated() where rule.stream.name == stream.name {
      asked = true
      // Under a rule that says something else by now, all files are read again.
      let progress = known.forgetting(key(of: index), unless: rule.print).rules[key(of: index)]
      try add(rule, index, entries, progress ?? CSVCursor.Progress(), to: &pending)
      // A full file says all there is: of several that wait, only the newest counts.
      let own = pending.passes.filter { $0.rule == index }
      if rule.mode == .full, own.count > 1, let newest = own.last {
        pending.passes.removeAll { $0.rule == index }
        pending.passes.append(newest)
      }
    }
    guard asked else { throw .configuration(CSVDiagnostics.unknownStream(stream.name)) }
    pending.passes.sort { left, right in
      (left.day, left.rule) != (right.day, right.rule)
        ? (left.day, left.rule) < (right.day, right.rule) : precedes(left.file, right.file)
    }
    return pending
  }

  private func add(
    _ rule: FileRule, _ index: Int, _ entries: [FolderEntry], _ progress: CSVCursor.Progress,
    to pending: inout PendingFiles
  ) throws(SyncError) {
    var files: [FilePass] = []
    for entry in candidates(rule, entries, &pending.notices) {
      if let file = pass(rule, index, entry) {
        files.append(file)
      } else if let day = FileDate.day(in: entry.name), day > zone.day(of: asOf) + 31 {
        // The next days' files may well lie there; a month ahead is a mistake.
        pending.notices.append(CSVDiagnostics.ahead(entry.name, day: day))
      }
    }
    files.sort { CSVCursor.comes(($0.day, $0.file), before: ($1.day, $1.file)) }
    guard let last = progress.done.last else {
      for file in files { pending.passes.append(try printed(file)) }
      return
    }
    let first = try firstChanged(rule, files, progress.done, &pending.notices)
    for var file in files {
      let mark = file.mark
      let isNewer = last.comes(before: mark)
      let known = progress.done.contains { $0.name == file.file && $0.day == file.day }
      file.isRepeated = known
      let isOfSameDay = !known && rule.mode != .full && file.day == last.day
      if isNewer || isOfSameDay || first.map({ !mark.comes(before: $0) && known }) == true {
        pending.passes.append(try printed(file))
      } else if !known, progress.done.count < CSVCursor.remembered || progress.done[0].comes(before: mark) {
        pending.notices.append(CSVDiagnostics.late(file.file))
      }
    }
  }

  /// The plain files a rule is about; what else bears such a name is told.
  private func candidates(
    _ rule: FileRule, _ entries: [FolderEntry], _ notices: inout [Diagnostic]
  ) -> [FolderEntry] {
    let glob = Glob(rule.match)
    return entries.filter { entry in
      guard glob.matches(entry.name) else { return false }
      let shown = DiskFolder.shown(entry.name)
      switch entry.form {
      case .file where isPersonal(entry.name): notices.append(CSVDiagnostics.personalName(shown))
      case .file where shown == entry.name: return true
      case .file: notices.append(CSVDiagnostics.oddName(shown))
      case .folder: notices.append(CSVDiagnostics.notAFile(shown, what: "a folder"))
      case .link: notices.append(CSVDiagnostics.notAFile(shown, what: "a link"))
      case .other where entry.name.contains("\u{FFFD}"): notices.append(CSVDiagnostics.oddName(shown))
      case .other: notices.append(CSVDiagnostics.notAFile(shown, what: "not a plain file"))
      }
      return false
    }
  }

  /// Nil while the file's day has not come.
  private func pass(_ rule: FileRule, _ index: Int, _ entry: FolderEntry) -> FilePass? {
    let named = FileDate.day(in: entry.name)
    let day = named ?? zone.day(of: entry.modified)
    guard day <= zone.day(of: asOf) else { return nil }
    let end = named == nil ? entry.modified : zone.instant(day + 1) - Span(seconds: 1)
    return FilePass(
      stream: rule.stream, file: entry.name, day: day, mode: rule.mode, asOf: min(end, asOf), isRepeated: false,
      size: entry.size, rule: index, print: "")
  }

  /// The first finished file that is not as it was and has to be read again.
  private func firstChanged(
    _ rule: FileRule, _ files: [FilePass], _ done: [CSVCursor.Mark], _ notices: inout [Diagnostic]
  ) throws(SyncError) -> CSVCursor.Mark? {
    var first: CSVCursor.Mark?
    for mark in done {
      guard let file = files.first(where: { $0.file == mark.name && $0.day == mark.day }) else { continue }
      if file.size == mark.size, try printed(file).print == mark.print { continue }
      if rule.mode == .full, mark != done.last {
        notices.append(CSVDiagnostics.outdated(mark.name))
      } else if first == nil {
        first = mark
        notices.append(CSVDiagnostics.changed(mark.name))
      }
    }
    return first
  }

  private func printed(_ file: FilePass) throws(SyncError) -> FilePass {
    var file = file
    do throws(Diagnostic) {
      let disk = try DiskFile(path(of: file.file))
      file.size = disk.size
      file.print = try Fingerprint.of(disk)
    } catch {
      throw .configuration(error)
    }
    return file
  }

  func path(of file: String) -> String { folder + "/" + file }
}
