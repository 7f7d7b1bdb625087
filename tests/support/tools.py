"""Gets what the browser tests need from package registries; says what it could not get."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
VNU_VERSION = "26.9.27"
SCHEMA = ROOT / "node_modules/schema-dts/dist/schema.d.ts"
SCHEMA_VERSION = "2.1.0"
READER = ROOT / "node_modules/@mozilla/readability/Readability.js"
READER_VERSION = "0.6.0"


# The first has no window around its pages, which takes a fifth of the time; else the first of a desk.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]


def chromium():
    """Path of the browser, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def validator():
    """Command of the HTML validator, or None."""
    return ["java", "-jar", str(VNU)] if VNU.exists() and shutil.which("java") else None


def vocabulary():
    """The words of schema.org as the text of a TypeScript file, or None."""
    return SCHEMA.read_text() if SCHEMA.exists() else None


def reader_view():
    """What Firefox makes its reader view with, as the text of a script, or None."""
    return READER.read_text() if READER.exists() else None


def main():
    if not (VNU.exists() and SCHEMA.exists() and READER.exists()) and shutil.which("npm"):
        # All in one command: what an unsaved install is not asked for, it takes away.
        packages = [
            f"vnu-jar@{VNU_VERSION}",
            f"schema-dts@{SCHEMA_VERSION}",
            f"@mozilla/readability@{READER_VERSION}",
        ]
        install = ["npm", "install", "--no-save", "--no-package-lock", "--silent", *packages]
        subprocess.run(install, cwd=ROOT, check=False)
    if not chromium():
        print("No Chromium here: the browser tests will be skipped.")
        print("On Debian: apt install chromium-headless-shell")
    if not validator():
        print("No npm or Java here: the HTML validator's test will be skipped.")
    if not vocabulary():
        print("No npm here: the test of the words of schema.org will be skipped.")
    if not reader_view():
        print("No npm here: the test of reader views will be skipped.")


if __name__ == "__main__":
    main()
