# Sourced by the scripts that measure: publishes the console into $work/console, as deploy/README.md installs it.
# $work is gone when the script ends.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

quiet() {
  "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

case $(uname -m) in
  aarch64 | arm64) machine=linux-arm64 ;;
  *) machine=linux-x64 ;;
esac
quiet dotnet publish src/Web -c Release -r "$machine" -o "$work/console"
