/// The tables of the index. Texts are BLOBs, so that their order is that of their bytes; words that recur are numbers.
enum IndexSchema {
  /// Grows with every change below: an index of another version is made anew.
  static let version: Int64 = 4

  static let tables = """
    CREATE TABLE meta (name BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE words (word INTEGER PRIMARY KEY, text BLOB NOT NULL UNIQUE);

    CREATE TABLE records (
      row INTEGER PRIMARY KEY, connection INTEGER NOT NULL, kind INTEGER NOT NULL, id BLOB NOT NULL,
      store INTEGER NOT NULL, slot INTEGER, created INTEGER, updated INTEGER, amount INTEGER, currency INTEGER,
      state INTEGER, class INTEGER, payment INTEGER, fulfillment INTEGER, order_ref BLOB, refunded INTEGER,
      cancelled INTEGER, settled INTEGER NOT NULL, day INTEGER, email INTEGER, phone INTEGER, customer INTEGER,
      anchor INTEGER);
    \(recordIndexes)
    CREATE TABLE identifiers (
      identifier INTEGER PRIMARY KEY, pseudonym BLOB NOT NULL UNIQUE, person INTEGER NOT NULL,
      uses INTEGER NOT NULL, is_split INTEGER NOT NULL);
    CREATE INDEX identifiers_person ON identifiers (person, pseudonym);
    CREATE TABLE edges (low INTEGER, high INTEGER, uses INTEGER NOT NULL, PRIMARY KEY (low, high)) WITHOUT ROWID;
    CREATE INDEX edges_high ON edges (high, low);
    CREATE TABLE joins (low INTEGER, high INTEGER, PRIMARY KEY (low, high)) WITHOUT ROWID;
    CREATE INDEX joins_high ON joins (high, low);

    CREATE TABLE daily (
      day INTEGER, store INTEGER, kind INTEGER, class INTEGER, currency INTEGER, count INTEGER NOT NULL,
      amount INTEGER NOT NULL, refunded INTEGER NOT NULL, PRIMARY KEY (day, store, kind, class, currency)) WITHOUT ROWID;
    CREATE TABLE wakes (subject BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX wakes_at ON wakes (at, subject);
    CREATE TABLE suppressions (subject BLOB PRIMARY KEY, reasons BLOB NOT NULL) WITHOUT ROWID;

    CREATE TABLE exceptions (
      row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, rule BLOB NOT NULL, workflow BLOB NOT NULL,
      subject BLOB NOT NULL, episode INTEGER NOT NULL, state BLOB NOT NULL, severity INTEGER NOT NULL,
      owner BLOB NOT NULL, amount INTEGER, currency BLOB, opened INTEGER NOT NULL, updated INTEGER NOT NULL,
      sla_due INTEGER, snoozed_until INTEGER, resolved INTEGER, resolution BLOB, case_key BLOB NOT NULL,
      is_open INTEGER NOT NULL, is_handled INTEGER NOT NULL);
    CREATE TABLE exception_files (exception INTEGER PRIMARY KEY, file BLOB NOT NULL);
    CREATE INDEX exceptions_subject ON exceptions (subject, rule, episode);
    CREATE INDEX exceptions_rule ON exceptions (rule, opened, id, resolved, resolution);
    CREATE INDEX exceptions_counted ON exceptions (workflow, rule, state);
    CREATE INDEX exceptions_open ON exceptions (
      id, rule, workflow, case_key, state, severity, amount, currency, opened, sla_due, snoozed_until)
      WHERE is_open = 1;
    CREATE INDEX exceptions_opened ON exceptions (workflow, opened, id);
    CREATE INDEX exceptions_resolved ON exceptions (resolved, id, workflow) WHERE resolved IS NOT NULL;
    CREATE INDEX exceptions_handled ON exceptions (opened, id, updated) WHERE is_handled = 1;
    CREATE INDEX exceptions_case ON exceptions (case_key, id);
    CREATE TABLE exception_people (
      pseudonym BLOB, exception INTEGER, PRIMARY KEY (pseudonym, exception)) WITHOUT ROWID;
    CREATE INDEX exception_people_row ON exception_people (exception);

    CREATE TABLE actions (
      row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, exception BLOB NOT NULL, kind BLOB NOT NULL,
      target BLOB NOT NULL, transition BLOB NOT NULL, state BLOB NOT NULL, reason BLOB, planned INTEGER NOT NULL,
      settled INTEGER);
    CREATE INDEX actions_exception ON actions (exception, planned, key, kind);
    CREATE INDEX actions_state ON actions (state, planned, key);
    CREATE INDEX actions_planned ON actions (planned, key, kind, state);
    CREATE TABLE runs (
      row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, commit_id BLOB NOT NULL,
      summary BLOB NOT NULL, receipt BLOB NOT NULL, brief BLOB NOT NULL);
    CREATE INDEX runs_at ON runs (at, id);
    """

  /// Dropped while a first load runs and made after it.
  static let recordIndexes = """
    CREATE UNIQUE INDEX records_address ON records (connection, kind, id);
    CREATE INDEX records_anchor ON records (anchor, kind, created) WHERE anchor IS NOT NULL;
    CREATE INDEX records_order ON records (order_ref, store, kind) WHERE order_ref IS NOT NULL;
    CREATE INDEX records_state ON records (kind, connection, state, created);
    """

  static let dropRecordIndexes = """
    DROP INDEX IF EXISTS records_address; DROP INDEX IF EXISTS records_anchor;
    DROP INDEX IF EXISTS records_order; DROP INDEX IF EXISTS records_state;
    """
}
