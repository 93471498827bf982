#!/bin/sh
# Measures the console against what it could be expected to cost, and prints a table. A few minutes.
# Exits with 0 when it has measured, whatever the figures are; with something else when it could not.
set -eu
cd "$(dirname "$0")/.."

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
  echo "No Chromium found: install one, or name it in CHROMIUM." >&2
  exit 1
fi

if ! command -v npm >/dev/null; then
  echo "No npm found: install Node.js with npm." >&2
  exit 1
fi

. tests/published.sh
quiet dotnet build tests/Bench -c Release
# The template is made outside the repository, so that none of our settings reach it.
quiet dotnet new blazor --interactivity Server --all-interactive -n Untouched -o "$work/template"
(cd "$work/template" && quiet dotnet publish -c Release -o "$work/untouched")

# Both tables end with a line of their own, without which the measuring failed; the last line of all adds them up.
table() {
  "$@" | tee "$work/table"
  tail -n 1 "$work/table" | grep "targets met" >> "$work/sums"
}

table dotnet run --project tests/Bench -c Release --no-build -- \
  "$work/console/KeyCeremonyConsole.Web.dll" "$work/untouched/Untouched.dll" "$chromium" "$work"

# The engine alone. The npm package is the other implementation of sharing that it is compared with.
quiet dotnet build tests/Engine.Benchmarks -c Release
cp -R tests/Engine.Benchmarks/npm "$work/npm"
(cd "$work/npm" && quiet npm ci --ignore-scripts)
table dotnet run --project tests/Engine.Benchmarks -c Release --no-build -- "$work/npm"

awk '{ met += $1; all += $3 } END { printf "\n%d of %d targets met\n", met, all }' "$work/sums"
