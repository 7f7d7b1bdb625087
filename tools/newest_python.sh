#!/bin/sh
# Prints the newest Python found that the newest Django runs on: on the path, or among those of pyenv.
for version in 3.14 3.13 3.12; do
    for python in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
        # A name alone proves nothing: pyenv puts one on the path for each Python it has, switched on or not.
        "$python" -c 'import venv' 2>/dev/null && command -v "$python" && exit 0
    done
done
echo "No Python 3.12 or newer is here: the newest Django cannot be tried." >&2
exit 1
