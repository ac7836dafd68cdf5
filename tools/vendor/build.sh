#!/usr/bin/env bash
# Rebuilds static/vendor from the pinned packages. Needs Node 20, npm and Python 3.11; works in a temporary folder.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="$(cd "$here/../../static/vendor" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cp -R "$here/." "$work"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt

node bundle_plotly.mjs "$target"
venv/bin/python subset_fonts.py node_modules "$target/fonts"
venv/bin/python collect.py node_modules "$target"
