#!/bin/sh
# Clients read and write secrets while the shares, the key and the root key are replaced in a loop.
#
#   tests/load.sh [clients] [seconds]        16 clients, 30 seconds for each of four phases
#
# Prints requests, p50 and p99 without and with the ceremonies, and "failed: N". Exits with 0 only when N is 0.
set -eu
cd "$(dirname "$0")/.."

. tests/published.sh
quiet dotnet build tests/Load -c Release

dotnet run --project tests/Load -c Release --no-build -- \
  "$work/console/KeyCeremonyConsole.Web.dll" "$work/data" "${1:-16}" "${2:-30}"
