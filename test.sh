#!/usr/bin/env bash
# The one entrance: restore, format check, build, all tests. CI runs this and nothing else.
# Last line: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release

find_browser() {
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return
  done
  return 1
}

# Debian's packages, when what they bring is not there.
install() {
  echo "Installing $* from Debian's packages."
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_browser >/dev/null || install chromium
CHROMIUM=$(find_browser)
export CHROMIUM

# The tests of the PKCS #11 seal make a token of their own, in a folder of their own.
command -v softhsm2-util >/dev/null || install softhsm2

# The tests of OpenPGP decrypt with the real gpg, in homes of their own.
command -v gpg >/dev/null || install gnupg

# The other side of the sealed exchange, and the clients that others wrote, run in Node.js.
{ command -v node && command -v npm; } >/dev/null || install nodejs npm

# The lock files are law: a version that is not in them is not restored.
dotnet restore KeyCeremonyConsole.sln --locked-mode
dotnet format KeyCeremonyConsole.sln --no-restore --verify-no-changes
dotnet build KeyCeremonyConsole.sln --no-restore --configuration "$configuration"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
outcome=0
# One test module at a time: one of them drives a browser.
dotnet test --solution KeyCeremonyConsole.sln --no-build --configuration "$configuration" \
  --max-parallel-test-modules 1 2>&1 | tee "$log" || outcome=$?

awk '/^  failed: /{f+=$2} /^  succeeded: /{p+=$2} /^  skipped: /{s+=$2}
     END {printf "%d passed, %d failed, %d skipped\n", p, f, s}' "$log"
exit "$outcome"
