import Testing

/// A file with something wrong, and what is said about it.
struct BadFile: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var problems: [String]

  init(_ name: String, _ text: String, _ problems: [String]) {
    self.name = name
    self.text = text
    self.problems = problems
  }

  var testDescription: String { name }
}

/// One file each, with the name of what is wrong, and every line that people see: place, code, summary, reason, hints.
let badFiles: [BadFile] = badStructure + badMeaning

/// Files that are no YAML, or not of the form that keys have.
let badStructure: [BadFile] = [
  BadFile(
    "empty",
    "",
    [
      "tend.yml | config.empty | The configuration is empty | - | Run tend init to write one"
    ]),
  BadFile(
    "blank",
    "\n  \n",
    [
      "tend.yml | config.empty | The configuration is empty | - | Run tend init to write one"
    ]),
  BadFile(
    "only a comment",
    "# nothing\n",
    [
      "tend.yml | config.empty | The configuration is empty | - | Run tend init to write one"
    ]),
  BadFile(
    "a list",
    "- a\n- b\n",
    [
      "tend.yml:1:1 | config.type | The file must be a table of keys | It is a list. | "
        + "Write its keys on lines of their own, indented by two spaces"
    ]),
  BadFile(
    "a word",
    "hello\n",
    [
      "tend.yml:1:1 | config.type | The file must be a table of keys | It is \"hello\". | "
        + "Write its keys on lines of their own, indented by two spaces"
    ]),
  BadFile(
    "a tab",
    "version: 1\nowners:\n\t- id: maya\n",
    [
      "tend.yml:3:1 | config.tab | A line is indented with a tab | YAML allows only spaces there. | "
        + "Replace the tab by two spaces a level"
    ]),
  BadFile(
    "an open quote",
    "version: 1\nname: \"Shop\nowners: []\n",
    [
      "tend.yml:4:1 | config.yaml | The configuration is not valid YAML | "
        + "The YAML reader says: found unexpected end of stream. It belongs to what begins on line 2. | "
        + "Close the quote or bracket"
    ]),
  BadFile(
    "a colon too many",
    "version: 1\nname: Shop: best\n",
    [
      "tend.yml:2:11 | config.yaml | The configuration is not valid YAML | "
        + "The YAML reader says: mapping values are not allowed in this context. | "
        + "Put a value that holds a colon and a space in quotes | "
        + "Check the indentation of this line and the one above"
    ]),
  BadFile(
    "a star",
    "version: 1\nconnections:\n  shop:\n    files:\n      - match: *.csv\n",
    [
      "tend.yml:5:16 | config.alias | A value begins with *.csv | "
        + "YAML takes * for a reference, which Tend does not read. | Put the value in quotes: \"*.csv\" | "
        + "Write repeated values out"
    ]),
  BadFile(
    "an anchor",
    "version: &v 1\n",
    [
      "tend.yml:1:10 | config.alias | A value begins with &v | "
        + "YAML takes & for an anchor, which Tend does not read. | Put the value in quotes: \"&v…\" | "
        + "Write repeated values out"
    ]),
  BadFile(
    "a bracket never closed",
    "owners: [{id: maya}\nzone: UTC\n",
    [
      "tend.yml:2:1 | config.yaml | The configuration is not valid YAML | "
        + "The YAML reader says: did not find expected ',' or ']'. It belongs to what begins on line 1. | "
        + "Check indentation, quotes and brackets on this line and the one above"
    ]),
  BadFile(
    "two documents",
    "version: 1\n---\nversion: 1\n",
    [
      "tend.yml:2:1 | config.yaml | The configuration is not valid YAML | "
        + "The YAML reader says: but found another document. | Remove the line --- and what follows it"
    ]),
  BadFile(
    "a key twice",
    small("zone: UTC\nname: A\nzone: UTC"),
    [
      "tend.yml:11:1 | config.duplicate-key | The key \"zone\" stands twice in one table | "
        + "It stands on line 9 already; only one can hold. | "
        + "Remove one of the two, or put their values together"
    ]),
  BadFile(
    "a control character",
    "version: 1\nname: a\u{1}b\n",
    [
      "tend.yml:2:1 | config.yaml | The configuration has a control character | - | "
        + "Remove the character, or write it as an escape in double quotes"
    ]),
  BadFile(
    "an unknown key",
    small("fallback_ownr: maya"),
    [
      "tend.yml:9:1 | config.unknown-key | Unknown key \"fallback_ownr\" | - | "
        + "Did you mean \"fallback_owner\"?"
    ]),
  BadFile(
    "a key elsewhere",
    small("stale_after: 36h"),
    [
      "tend.yml:9:1 | config.unknown-key | Unknown key \"stale_after\" | - | "
        + "It belongs under \"connections.NAME\""
    ]),
  BadFile(
    "a secret",
    small("api_token: shpat_123"),
    [
      "tend.yml:9:1 | config.secret | Unknown key \"api_token\" | "
        + "No secret belongs into this file: it is kept in the history of the data. | "
        + "Remove the key, and replace the secret at its system if the file was ever committed"
    ]),
  BadFile(
    "a token in a value and in a comment",
    small("name: shpat_123\n# sk_live_abc"),
    [
      "tend.yml:9:7 | config.secret | An access token stands in the file | "
        + "No secret belongs into this file: it is kept in the history of the data. | "
        + "Remove it, and replace the token at its system if the file was ever committed",
      "tend.yml:10:3 | config.secret | An access token stands in the file | "
        + "No secret belongs into this file: it is kept in the history of the data. | "
        + "Remove it, and replace the token at its system if the file was ever committed",
    ]),
  BadFile(
    "no value",
    small("name:\nzone: ~"),
    [
      "tend.yml:9:1 | config.no-value | \"name\" has no value | - | Give it a text | Or remove the key",
      "tend.yml:10:1 | config.no-value | \"zone\" has no value | - | "
        + "Give it a time zone such as Europe/Rome | Or remove the key",
    ]),
  BadFile(
    "a wrong version",
    small().replacing("version: 1", with: "version: 2"),
    [
      "tend.yml:1:10 | config.value | \"version\" can't be \"2\" | - | Give it 1"
    ]),
  BadFile(
    "no owners",
    small(owners: "owners: []"),
    [
      "tend.yml:2:9 | config.empty-list | \"owners\" is empty | - | Give it at least one entry"
    ]),
  BadFile(
    "owners missing",
    "version: 1\n",
    [
      "tend.yml:1:1 | config.missing-key | \"owners\" is missing | "
        + "The people who answer for exceptions. | Add it, for example: owners: [{id: maya}]",
      "tend.yml:1:1 | config.missing-key | \"connections\" is missing | "
        + "The systems Tend reads, each under a name of your own. | "
        + "Add it, for example: connections: {shop: {system: csv, folder: imports/shop}}",
    ]),
  BadFile(
    "an owner as text",
    small(owners: "owners: maya"),
    [
      "tend.yml:2:9 | config.type | \"owners\" must be a list, each entry a table of keys | "
        + "It is \"maya\". | Put it in brackets: [ … ]"
    ]),
]
