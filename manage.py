#!/usr/bin/env python3
"""Django's command line for the clinic site."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    os.umask(0o027)  # a database that a command makes is nobody else's to read
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        command = " ".join([".venv/bin/python manage.py", *sys.argv[1:]])
        sys.exit(f"Django is not installed for this Python. Run: make .venv/.installed && {command}")

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
