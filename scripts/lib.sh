# Shared by the scripts of this folder: says what it does, installs what is missing, builds once.
# Sourced, never run.

# One build serves the demo, the tests and the benchmarks.
# shellcheck disable=SC2034
build_flags=(-c release -Xswiftc -enable-testing)

say() { printf '%s\n' "$*" >&2; }

# need_packages NAME...: Debian packages that must be there; installs the missing ones by name.
need_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "These packages are missing and you are not root: ${missing[*]}"
      say "Install them, then run this again: apt-get install ${missing[*]}"
      exit 1
    fi
    root=(sudo)
  fi
  say "Installing ${missing[*]}"
  "${root[@]}" apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null
}

# need_libraries: what the build links against.
need_libraries() {
  case "$(uname -s)" in
    Darwin)
      if ! command -v brew >/dev/null 2>&1; then
        say "Homebrew is missing; see https://brew.sh, then run this again."
        exit 1
      fi
      local formula
      for formula in libgit2 pkg-config; do brew list "$formula" >/dev/null 2>&1 || brew install "$formula"; done
      ;;
    *) need_packages libgit2-dev libcurl4-openssl-dev libsqlite3-dev zlib1g-dev pkg-config git ;;
  esac
}

# need_swift: a Swift 6 toolchain, or a word on how to get one.
need_swift() {
  if ! command -v swift >/dev/null 2>&1; then
    say "Tend is built with Swift 6.2 or later, and no 'swift' was found."
    say "Get it from https://www.swift.org/install (one command, swiftly), open a new shell, then run this again."
    exit 1
  fi
  local version
  version=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  case "$version" in
    6.[01] | [1-5].*)
      say "Tend needs Swift 6.2 or later; this is $version. See https://www.swift.org/install"
      exit 1
      ;;
  esac
}
