#!/bin/sh
# Install the browser and the Chinese fonts that the tests look through; without root, say what is missing.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi 'NotoSansCJK' || missing="$missing fonts-noto-cjk"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 - a list of package names
    apt-get install -qq -y --no-install-recommends fontconfig $missing >/dev/null
else
    echo "The tests need:$missing. Install them, for example: sudo apt-get install$missing" >&2
    exit 1
fi
