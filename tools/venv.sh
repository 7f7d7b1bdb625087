#!/bin/sh
# Makes the virtual environment named in $1, or says in one sentence why not.
set -eu
for python in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$python" ] || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    [ -x "$1/bin/python" ] && "$1/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exit 0
    rm -rf "$1"
    if said=$("$python" -m venv "$1" 2>&1); then exit 0; fi
    rm -rf "$1"
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "The environment could not be made: $said" >&2
    else
        echo "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv) and try again." >&2
    fi
    exit 1
done
echo "This site needs Python 3.11 or newer: install it (on Debian and Ubuntu: apt install python3 python3-venv) and try again." >&2
exit 1
