#!/usr/bin/env bash
# A job of any CI system gets a Japanese ID card: runs a command beside a card
# in a PC/SC service of its own, by `juki with-card`.
#
#   ci/with-card.sh [--install] [OPTIONS OF juki with-card] -- COMMAND...
#
# --install gets what is missing from the system's packages (apt-get, through
# sudo where this is not root); without it nothing is installed.
#
# Instead of arguments, for systems that hand over variables; empty is unset:
#
#   JUKI_CARD, JUKI_RECORD, JUKI_PROFILE, JUKI_SEED, JUKI_DATE, JUKI_IMAGE
#                  --card, --record, --profile, --seed, --date, --image
#   JUKI_FAULTS    --fault, one a line
#   JUKI_COMMAND   a script for bash, in place of `-- COMMAND...`
#
#   JUKI           a juki that is there already; otherwise it is built here
#   JUKI_PROFILE_OF_CARGO   how it is built: release, unless it says another
#
# The exit code is the command's; what juki itself ends with is in the README.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

fail() {
  echo "with-card.sh: $1" >&2
  exit 1
}

has_file() {
  compgen -G "$1" >/dev/null
}

# The packages of Debian and Ubuntu that have what is missing.
missing() {
  command -v pcscd >/dev/null || [ -x /usr/sbin/pcscd ] || echo pcscd
  has_file '/usr/lib*/pcsc/drivers/serial/libifdvpcd.so' ||
    has_file '/usr/lib/*/pcsc/drivers/serial/libifdvpcd.so' ||
    has_file '/usr/local/lib/pcsc/drivers/serial/libifdvpcd.so' || echo vsmartcard-vpcd
  command -v opensc-tool >/dev/null || echo opensc
  has_file '/usr/lib*/opensc-pkcs11.so' ||
    has_file '/usr/lib*/pkcs11/opensc-pkcs11.so' ||
    has_file '/usr/lib/*/opensc-pkcs11.so' || echo opensc-pkcs11
  command -v unshare >/dev/null || echo util-linux
  if [ -z "${JUKI:-}" ]; then
    command -v pkg-config >/dev/null || echo pkg-config
    pkg-config --exists libpcsclite 2>/dev/null || echo libpcsclite-dev
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

[ "$(uname -s)" = Linux ] || fail "the virtual reader runs on Linux only"

install=no
if [ "${1:-}" = --install ]; then
  install=yes
  shift
fi

mapfile -t packages < <(missing)
if [ "${#packages[@]}" -gt 0 ]; then
  line="apt-get install -y --no-install-recommends ${packages[*]}"
  [ "$install" = yes ] || fail "something is missing: $line (or give --install)"
  {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update
    as_root env DEBIAN_FRONTEND=noninteractive $line
  } >&2
fi

juki="${JUKI:-}"
if [ -z "$juki" ]; then
  command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
  command -v cargo >/dev/null || fail "there is no cargo to build juki with (https://rustup.rs)"
  profile="${JUKI_PROFILE_OF_CARGO:-release}"
  # The last line that names an executable is juki's.
  juki="$(cd "$root" && cargo build --locked --profile "$profile" --package host-cli --bin juki \
    --message-format json-render-diagnostics |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)"
  [ -x "$juki" ] || fail "cargo built no juki"
fi

arguments=()
option() {
  if [ -n "$2" ]; then arguments+=("$1" "$2"); fi
}
option --card "${JUKI_CARD:-}"
option --record "${JUKI_RECORD:-}"
option --profile "${JUKI_PROFILE:-}"
option --seed "${JUKI_SEED:-}"
option --date "${JUKI_DATE:-}"
option --image "${JUKI_IMAGE:-}"
while IFS= read -r fault; do
  if [ -n "$fault" ]; then arguments+=(--fault "$fault"); fi
done <<<"${JUKI_FAULTS:-}"
arguments+=("$@")
if [ -n "${JUKI_COMMAND:-}" ]; then
  arguments+=(-- bash -eo pipefail -c "$JUKI_COMMAND")
fi
# They are for this script: the command finds the card by what juki sets.
unset JUKI_CARD JUKI_RECORD JUKI_PROFILE JUKI_SEED JUKI_DATE JUKI_IMAGE
unset JUKI_FAULTS JUKI_COMMAND JUKI_PROFILE_OF_CARGO
exec env JUKI="$juki" "$juki" with-card "${arguments[@]}"
