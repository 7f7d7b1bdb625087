"""Address in parts, further numbers, breaks and special days: from one record to all that "Visit us" shows.

What stood in the old columns is moved here; `0011` takes the columns away. An address that cannot be taken
apart stands whole in `street`. Hours of a day become a list, so that a day may have a break. The menu on top
gets "Visit us" if there is room.
"""

import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

STATES = """
    AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware,
    DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa,
    KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota,
    MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey,
    NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon,
    PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah,
    VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, PR Puerto Rico,
    GU Guam, VI Virgin Islands, AS American Samoa, MP Northern Mariana Islands
"""
CODES = {}  # {"il": "IL", "illinois": "IL", …}
for state in STATES.split(","):
    code, name = state.strip().split(" ", 1)
    CODES |= {code.lower(): code, name.lower(): code}
COUNTRY = re.compile(r"[\s,]*\b(?:usa?|u\.\s?s\.(?:\s?a\.)?|united states(?: of america)?)\s*\Z", re.I)
ZIP = re.compile(r"[\s,]*\b([0-9]{5}(?:-[0-9]{4})?)\Z")
HEADER_ITEMS, HEADER_LETTERS = 5, 48  # what the desk lets into the menu on top, roughly


def address_parts(written):
    """The columns of an address as it was written: of the United States, or whole in `street`."""
    lines = [" ".join(line.split()).strip(", ") for line in written.splitlines()]
    text = COUNTRY.sub("", "\n".join(line for line in lines if line)).strip(", \n")
    zip_code = ZIP.search(text)
    text = text[: zip_code.start()] if zip_code else text
    before, state = _without_state(text)
    street, town = _street_and_town(before)
    if not town and "\n" in text:  # New York and Washington are towns, too
        state, (street, town) = "", _street_and_town(text)
    is_named = state or (text.count("\n") == 1 and "," not in town)
    if not town or len(town) > 80 or not is_named:
        return {"street": written.strip()}
    return {"street": street, "city": town, "state": state, "postal_code": zip_code[1] if zip_code else ""}


def _without_state(text):
    """(what stands before the state, its two letters) of an address without its ZIP code."""
    words = re.split(r"([\s,]+)", text)
    for count in (5, 3, 1):  # three, two or one word, with what stands between them
        last = re.sub(r"[.,]", "", "".join(words[-count:])).lower()
        if last in CODES and len(words) > count:
            return "".join(words[: -count - 1]), CODES[last]
    return text, ""


def _street_and_town(text):
    """The town is the last line, or what follows the last comma of the only one; it has no number in it."""
    street, _end, town = text.rpartition("\n" if "\n" in text else ",")
    return ("", "") if re.search("[0-9]", town) else (street.strip(", \n"), town.strip(", "))


def kind_of(label):
    """What a number takes that was labeled in words."""
    if re.search(r"\b(text|sms)", label, re.I):
        return "text"
    return "fax" if re.search(r"\bfax", label, re.I) else "voice"


def move_clinic(apps, schema_editor):
    Clinic = apps.get_model("content", "Clinic")
    for clinic in Clinic.objects.all():
        parts = address_parts(clinic.address)
        hours = {day: [times] for day, times in clinic.hours.items() if times}
        Clinic.objects.filter(pk=clinic.pk).update(hours=hours, **parts)
        if clinic.other_phone:
            kind, label = kind_of(clinic.other_phone_label), clinic.other_phone_label
            label = "" if label.strip().lower() in {"text", "text messages", "fax"} else label
            clinic.phone_numbers.create(kind=kind, number=clinic.other_phone, label=label)


def move_clinic_back(apps, schema_editor):
    Clinic = apps.get_model("content", "Clinic")
    for clinic in Clinic.objects.all():
        town = f"{clinic.city}, {clinic.state} {clinic.postal_code}".strip(", ")
        other = clinic.phone_numbers.first()
        Clinic.objects.filter(pk=clinic.pk).update(
            hours={day: [spans[0][0], spans[-1][1]] for day, spans in clinic.hours.items() if spans},
            address=f"{clinic.street}\n{town}".strip()[:300],
            other_phone=other.number if other else "",
            other_phone_label=(other.label or other.get_kind_display())[:40] if other else "",
        )


def make_room(apps, schema_editor):
    """A page of staff at /visit/ would never be found again: it moves."""
    Document = apps.get_model("content", "Document")
    pages = Document.objects.filter(kind="page")
    slugs = ["visit-us", *(f"visit-us-{number}" for number in range(2, 50))]
    free = next(slug for slug in slugs if not pages.filter(slug=slug).exists())
    pages.filter(slug="visit").update(slug=free)


def add_to_header(apps, schema_editor):
    MenuItem = apps.get_model("content", "MenuItem")
    items = MenuItem.objects.filter(menu="header")
    letters = sum(len(item.label or item.place) for item in items) + len("Visit us")
    if 0 < items.count() < HEADER_ITEMS and letters <= HEADER_LETTERS:
        last = max(item.order for item in items)
        MenuItem.objects.create(menu="header", place="visit", order=min(last + 10, 32000))


def take_from_header(apps, schema_editor):
    apps.get_model("content", "MenuItem").objects.filter(place="visit").delete()


class Migration(migrations.Migration):
    dependencies = [("content", "0009_old_addresses_with_query")]

    operations = [
        migrations.CreateModel(
            name="PhoneNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("voice", "Phone"), ("text", "Text"), ("fax", "Fax")],
                        default="voice",
                        help_text="A tap on a text number starts a message, not a call.",
                        max_length=5,
                        verbose_name="what it takes",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9+(). -]{3,30}\\Z",
                                "Write digits, spaces, ( ) - . and + only: (555) 555-0142",
                            )
                        ],
                        verbose_name="number",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="A few words: Times of visits only. Please no health details.",
                        max_length=120,
                        verbose_name="what it is for",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Low numbers come first.", verbose_name="place in the list"
                    ),
                ),
            ],
            options={
                "verbose_name": "further number",
                "verbose_name_plural": "further numbers",
                "ordering": ["order", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "hours",
                    models.JSONField(
                        blank=True, default=list, help_text="Empty: closed all day.", verbose_name="hours"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="Optional: Thanksgiving",
                        max_length=60,
                        verbose_name="what patients read beside it",
                    ),
                ),
            ],
            options={
                "verbose_name": "special day",
                "verbose_name_plural": "special days",
                "ordering": ["day"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="clinic",
            name="access",
            field=models.TextField(
                blank=True,
                help_text="A line each: steps, doors, room for a wheelchair, who can help.",
                max_length=600,
                verbose_name="getting in",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="booking",
            field=models.TextField(
                blank=True,
                help_text="A line each: when you answer the phone, when you call back, what to have ready.",
                max_length=600,
                verbose_name="how to book",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="city",
            field=models.CharField(blank=True, max_length=80, verbose_name="city"),
        ),
        migrations.AddField(
            model_name="clinic",
            name="country",
            field=models.CharField(
                default="US",
                help_text="Two letters: US",
                max_length=2,
                validators=[
                    django.core.validators.RegexValidator("\\A[A-Z]{2}\\Z", "Write two capital letters: US")
                ],
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="entrance",
            field=models.ForeignKey(
                blank=True,
                help_text="On “Visit us”: how people know that they are at the right door.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.picture",
                verbose_name="picture of the entrance",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="latitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=5,
                help_text="For search engines: the two numbers a map shows for your door. 39.79817",
                max_digits=8,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-90),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="latitude",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="longitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=5,
                help_text="In the United States it starts with a minus sign: -89.64369",
                max_digits=8,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-180),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="longitude",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="notice_until",
            field=models.DateTimeField(
                blank=True,
                help_text="It disappears by itself then. Empty: it stays until you take it out.",
                null=True,
                verbose_name="show the notice until",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="parking",
            field=models.TextField(
                blank=True,
                help_text="A line each. Say where and what it costs.",
                max_length=600,
                verbose_name="parking",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="postal_code",
            field=models.CharField(blank=True, max_length=12, verbose_name="ZIP code"),
        ),
        migrations.AddField(
            model_name="clinic",
            name="state",
            field=models.CharField(
                blank=True, help_text="Two letters: IL", max_length=40, verbose_name="state"
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="street",
            field=models.TextField(
                blank=True,
                help_text="One or two lines: 100 Example Street, then Suite 2.",
                max_length=300,
                verbose_name="street",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="transit",
            field=models.TextField(
                blank=True,
                help_text="A line each: which line, which stop.",
                max_length=600,
                verbose_name="by bus or train",
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="directions_link",
            field=models.URLField(
                blank=True,
                help_text="To your place on a map of the web. A phone opens its own map with it.",
                verbose_name="link to directions",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="clinic_has_both_coordinates",
                violation_error_message="Write latitude and longitude, or neither.",
            ),
        ),
        migrations.AddField(
            model_name="phonenumber",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="phone_numbers", to="content.clinic"
            ),
        ),
        migrations.AddField(
            model_name="specialday",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="special_days", to="content.clinic"
            ),
        ),
        migrations.AddConstraint(
            model_name="specialday",
            constraint=models.UniqueConstraint(
                fields=("clinic", "day"),
                name="one_special_day_a_date",
                violation_error_message="This day is in the list already.",
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="hours",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text=(
                    "7 a.m. to 7 p.m., or with a break: 7 a.m. to noon, 1 p.m. to 4 p.m. "
                    "A day left empty is closed."
                ),
                verbose_name="opening hours",
            ),
        ),
        migrations.AlterField(
            model_name="menuitem",
            name="place",
            field=models.CharField(
                blank=True,
                choices=[
                    ("home", "Home"),
                    ("articles", "Articles"),
                    ("topics", "Topics"),
                    ("faq_sections", "Questions"),
                    ("people", "Team"),
                    ("visit", "Visit us"),
                    ("a_to_z", "A to Z"),
                    ("search", "Search"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(move_clinic, move_clinic_back),
        migrations.RunPython(make_room, migrations.RunPython.noop),
        migrations.RunPython(add_to_header, take_from_header),
    ]
