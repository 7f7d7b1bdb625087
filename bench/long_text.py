"""How long a text of 200,000 characters takes to be cleaned, read, saved and published, by its shape.

.venv/bin/python -m bench.long_text [characters]
"""

import os
import sys
import tempfile
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
FOLDER = tempfile.TemporaryDirectory()  # of the database, thrown away
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER.name}/long.sqlite3")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from content.findings import findings  # noqa: E402
from content.models import Page  # noqa: E402
from content.text import richtext  # noqa: E402

LENGTH = 199_000


def shapes(length):
    """{name: HTML of about this length} of what people write and of what was slow once."""
    words = "Walk a little every day, and rest when it hurts. "
    return {
        "paragraphs": f"<p>{words}</p>" * (length // (len(words) + 7)),
        "one paragraph": f"<p>{words * (length // len(words))}</p>",
        "nested lists": "<ul><li><p>x</p>" * (length // 26) + "</li></ul>" * (length // 26),
        "ampersands": "<p>" + "&amp; " * (length // 6) + "</p>",
        "equal headings": "<h2>Part</h2><p>x</p>" * (length // 21),
        "bold and plain": "<p>" + "a <strong>b</strong> " * (length // 21) + "</p>",
        "links": '<p><a href="https://example.org/a">a b</a></p>' * (length // 46),
        "table": "<table>" + "<tr><td>a</td><td>b</td></tr>" * (length // 29) + "</table>",
        "empty blocks": "<ul><li><p></p>" * (length // 25) + "</li></ul>" * (length // 25) + "<p>x</p>",
    }


def seconds(verb):
    begun = time.perf_counter()
    verb()
    return time.perf_counter() - begun


def measure(text):
    """{what is done: seconds}, each without what a process remembers."""
    page = Page(kind="page", title="Long", slug=f"long-{time.monotonic_ns()}", summary="Long.", body=text)
    person = User.objects.first()

    def save():
        page.save()
        page.record(by=person)

    return {
        "clean": seconds(lambda: richtext.clean.__wrapped__(text)),
        "outline": seconds(lambda: richtext.outline(richtext.clean(text))),
        "save": seconds(save),
        "publish": seconds(lambda: page.publish(by=person, check=findings, override="Measured by hand.")),
        "page": seconds(lambda: richtext.render(page.body)),
    }


def main():
    call_command("migrate", verbosity=0)
    User.objects.create_user("measured")
    length = int(sys.argv[1]) if len(sys.argv) > 1 else LENGTH
    print("| text | clean | outline | save | publish | page |\n|---|--:|--:|--:|--:|--:|")
    for name, text in shapes(length).items():
        print(f"| {name} |", " | ".join(f"{spent:.2f}" for spent in measure(text).values()), "|", flush=True)


if __name__ == "__main__":
    main()
