#!/usr/bin/env bash
# Installs the parts that parts.json names. Exits 0 when all of them are there, 1 when this machine
# cannot install them, which it says: tests that need a missing part are then skipped by name.
set -euo pipefail
cd "$(dirname "$0")/.."

field() {
  node -e 'const [file, key] = process.argv.slice(1);
    for (const part of JSON.parse(require("fs").readFileSync(file))) if (part[key]) console.log(part[key]);' \
    scripts/parts.json "$1"
}

step_aside() {
  echo "Parts are not installed: $1. Tests that need them are skipped."
  exit 1
}

mapfile -t debian < <(field debian)
mapfile -t npm < <(field npm)

if ((${#debian[@]} > 0)); then
  command -v apt-get >/dev/null || step_aside "there is no apt-get here (wanted: ${debian[*]})"
  [[ $(id -u) == 0 ]] || step_aside "apt-get needs root (wanted: ${debian[*]})"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || step_aside "the package lists could not be fetched"
  apt-get install -y -qq --no-install-recommends "${debian[@]}" || step_aside "apt-get failed"
fi

if ((${#npm[@]} > 0)); then
  npm install --prefix .parts --no-save --no-package-lock "${npm[@]}" || step_aside "npm failed"
fi

echo "Parts: ${debian[*]:-} ${npm[*]:-}(${#debian[@]} from Debian, ${#npm[@]} from npm)."
