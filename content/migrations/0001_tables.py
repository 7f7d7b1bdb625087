import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import content.models.clinic


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ended", models.BooleanField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "change of content",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("up_to", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_announcement")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                        choices=[("article", "Article"), ("faq", "Questions"), ("page", "Page")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of the page’s address. If it changes later, the old address leads on.",
                        max_length=80,
                        verbose_name="address",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("condition", "A problem: what to do comes first, then the text"),
                            ("treatment", "A treatment: the text comes first, then what to do"),
                            ("visit", "A visit, or anything else"),
                        ],
                        default="visit",
                        max_length=10,
                        verbose_name="what it is about",
                    ),
                ),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(
                        choices=[(12, "after 12 months"), (24, "after 24 months"), (36, "after 36 months")],
                        default=24,
                        help_text="How often a clinician reads it again. Choose 12 where safety matters most.",
                        verbose_name="reviewed again",
                    ),
                ),
                (
                    "no_red_flags",
                    models.BooleanField(
                        default=False,
                        help_text="Tick it if a text about a problem needs no card that says when to get help.",
                        verbose_name="no warning signs apply",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Low numbers come first.", verbose_name="place in lists"
                    ),
                ),
                (
                    "published_on",
                    models.DateField(
                        blank=True,
                        help_text="Filled in by itself. Set an earlier date only if patients could read it before.",
                        null=True,
                        verbose_name="first published",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="Up to 65 characters, the words a patient would use.",
                        max_length=120,
                        verbose_name="title",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="One to three short sentences: the one thing to remember, and who it is for.",
                        max_length=500,
                        verbose_name="summary",
                    ),
                ),
                (
                    "key_points",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Three to five. If people read nothing else, they read this.",
                        verbose_name="key points",
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "hero_alt",
                    models.CharField(
                        blank=True,
                        help_text="Only if it should differ from what the picture library says.",
                        max_length=125,
                        verbose_name="what the picture shows here",
                    ),
                ),
                (
                    "facts",
                    models.JSONField(blank=True, default=dict, verbose_name="facts for search engines"),
                ),
                (
                    "search_title",
                    models.CharField(
                        blank=True,
                        help_text="Only if it should differ from the title. About 60 characters are shown.",
                        max_length=65,
                        verbose_name="title in search results",
                    ),
                ),
                (
                    "search_description",
                    models.TextField(
                        blank=True,
                        help_text="Only if it should differ from the summary: 50 to 160 characters.",
                        max_length=160,
                        verbose_name="description in search results",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("revision_count", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("unpublished_since", models.DateTimeField(db_index=True, editable=False, null=True)),
                ("trashed_at", models.DateTimeField(db_index=True, editable=False, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who keeps this text up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "translation_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="translations",
                        to="content.document",
                        verbose_name="translation of",
                    ),
                ),
                (
                    "trashed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="when")),
                ("who", models.CharField(blank=True, max_length=150, verbose_name="who")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("sign_in", "signed in"),
                            ("sign_in_failed", "could not sign in"),
                            ("sign_out", "signed out"),
                            ("publish", "published"),
                            ("override", "published in spite of a check"),
                            ("unplan", "took back what was planned"),
                            ("withdraw", "withdrew"),
                            ("ask", "asked for a review"),
                            ("review", "reviewed"),
                            ("carry", "carried a review over"),
                            ("link", "made a sign-off link"),
                            ("revoke", "revoked a sign-off link"),
                            ("restore", "restored"),
                            ("trash", "put in the trash"),
                            ("untrash", "took out of the trash"),
                            ("delete", "deleted for good"),
                            ("password", "set a password"),
                            ("permission", "changed what an account may do"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="of what")),
                ("detail", models.TextField(blank=True, verbose_name="detail")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry in the log",
                "verbose_name_plural": "log of what was done",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Advice",
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
                        choices=[("do", "Do"), ("dont", "Do not")],
                        default="do",
                        max_length=4,
                        verbose_name="do or do not",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="Starts with a verb, lower case: keep walking",
                        max_length=200,
                        verbose_name="advice",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(blank=True, default=0, verbose_name="place")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="advice",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "advice",
                "verbose_name_plural": "do and do not",
                "ordering": ["kind", "order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "permissions": [("publish_article", "Can publish and withdraw articles")],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("content.document",),
        ),
        migrations.CreateModel(
            name="FaqSection",
            fields=[],
            options={
                "verbose_name": "question section",
                "verbose_name_plural": "questions",
                "permissions": [("publish_faqsection", "Can publish and withdraw question sections")],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("content.document",),
        ),
        migrations.CreateModel(
            name="Page",
            fields=[],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "permissions": [("publish_page", "Can publish and withdraw pages")],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("content.document",),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "credentials",
                    models.CharField(
                        blank=True,
                        help_text="As written after the name: PT, DPT",
                        max_length=60,
                        verbose_name="credentials",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        help_text="In patients’ words: Physical therapist",
                        max_length=100,
                        verbose_name="role",
                    ),
                ),
                ("bio", models.TextField(blank=True, verbose_name="about")),
                (
                    "shown",
                    models.BooleanField(
                        default=True,
                        help_text="Listed under “Our team”, with a page.",
                        verbose_name="has a page",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="place in the list")),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        help_text="Who signs in as this person. With it and with credentials they can review texts.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["order", "name"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.person",
                verbose_name="written by",
            ),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stem", models.CharField(editable=False, max_length=32)),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("widths", models.JSONField(editable=False)),
                (
                    "title",
                    models.CharField(
                        help_text="For you, to find it again. Patients never see it.",
                        max_length=100,
                        verbose_name="name",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="For people who cannot see it: one short sentence. Not “image of”.",
                        max_length=125,
                        verbose_name="what it shows",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It says nothing that the text does not say. Screen readers skip it.",
                        verbose_name="decoration only",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True,
                        help_text="A full sentence that patients read below it.",
                        max_length=200,
                        verbose_name="caption",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        help_text="Who made it, and its licence if it is not ours.",
                        max_length=150,
                        verbose_name="credit",
                    ),
                ),
                (
                    "focus_x",
                    models.PositiveSmallIntegerField(
                        default=50,
                        help_text="In percent. Where a picture is cut to fit, this point stays in view.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="what matters, from the left",
                    ),
                ),
                (
                    "focus_y",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="what matters, from the top",
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ["-added_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alt", ""), ("decorative", True)),
                            models.Q(("decorative", False), models.Q(("alt", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="picture_described_or_decorative",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="photo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.picture",
                verbose_name="photo",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="hero",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.picture",
                verbose_name="picture",
            ),
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_address",
                    models.CharField(
                        max_length=300,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A/(?![/\\\\])[^\\s\\\\?#]*\\Z",
                                "Write an address of this site that starts with one slash: /articles/knee/",
                            )
                        ],
                        verbose_name="old address",
                    ),
                ),
                (
                    "to_address",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the old page is gone for good.",
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A/(?![/\\\\])[^\\s\\\\?#]*\\Z",
                                "Write an address of this site that starts with one slash: /articles/knee/",
                            )
                        ],
                        verbose_name="new address",
                    ),
                ),
                (
                    "notice",
                    models.CharField(
                        blank=True,
                        help_text="Only for a page that is gone: why, and what to read or do instead.",
                        max_length=250,
                        verbose_name="what patients read there",
                    ),
                ),
            ],
            options={
                "verbose_name": "moved address",
                "verbose_name_plural": "moved addresses",
                "ordering": ["from_address"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_address", models.F("to_address")), _negated=True),
                        name="redirect_goes_elsewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="content.document",
                    ),
                ),
                (
                    "hero",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.picture",
                    ),
                ),
                ("links", models.ManyToManyField(related_name="+", to="content.document")),
                ("pictures", models.ManyToManyField(related_name="+", to="content.picture")),
            ],
            options={
                "verbose_name": "revision",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("changes", "Changes asked"),
                            ("comment", "Comment only"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=5000, verbose_name="comments")),
                ("reviewed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("credentials", models.CharField(max_length=60, verbose_name="credentials")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "carried_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.review",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to="content.person",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="content.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
                ("withdrawn_notice", models.CharField(blank=True, max_length=250)),
                ("override_reason", models.TextField(blank=True)),
                ("overridden", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("title", models.CharField(max_length=120)),
                ("summary", models.TextField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("letter", models.CharField(max_length=1)),
                ("sort_key", models.CharField(max_length=120)),
                ("updated_from", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=10)),
                ("published_on", models.DateField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="content.document",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hero",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.picture",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.review",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="editions",
                        to="content.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition",
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("anchor", models.CharField(blank=True, max_length=80)),
                ("language", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=150)),
                ("lead", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("title_words", models.TextField()),
                ("lead_words", models.TextField(blank=True)),
                ("body_words", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entries",
                        to="content.edition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWithoutResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("term", models.CharField(max_length=80, verbose_name="searched for")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="times")),
            ],
            options={
                "verbose_name": "search without result",
                "verbose_name_plural": "searches without result",
                "ordering": ["-day", "-count", "term"],
                "indexes": [models.Index(fields=["language", "term"], name="missed_by_term")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "language", "term"), name="one_row_per_day_and_term"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("word", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="one_row_per_search_word")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharePicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=40)),
                (
                    "edition",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_picture",
                        to="content.edition",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("recipient", models.CharField(max_length=100, verbose_name="for whom")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="content.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-off link",
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="sign_off",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="content.signoff",
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "authors",
                    models.CharField(
                        blank=True,
                        help_text="Gattie E, Cleland JA, Snodgrass S",
                        max_length=200,
                        verbose_name="authors",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "published_in",
                    models.CharField(blank=True, max_length=200, verbose_name="journal or publisher"),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                (
                    "doi",
                    models.CharField(
                        blank=True,
                        help_text="10.2519/jospt.2017.7096",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A10\\.[0-9]{4,9}/\\S+\\Z",
                                "A DOI starts with 10. and has a slash: 10.2519/jospt.2017.7096",
                            )
                        ],
                        verbose_name="DOI",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="If it has no DOI.", max_length=400, verbose_name="web address"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(blank=True, default=0, verbose_name="place")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="A word or a few, as patients type them: slipped disc",
                        max_length=80,
                        verbose_name="patients say",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        help_text="What to look for as well. Put a comma between different ways to say it.",
                        max_length=200,
                        verbose_name="our texts say",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "words"),
                        name="one_row_per_synonym",
                        violation_error_message="There is a row for these words already. Add to that one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences, shown on top of the topic’s page.",
                        max_length=250,
                        verbose_name="summary",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Low numbers come first.", verbose_name="place in the list"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="content.topic",
                        verbose_name="part of",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="content.picture",
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="MenuItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "menu",
                    models.CharField(
                        choices=[("header", "Top of every page"), ("footer", "Foot of every page")],
                        default="header",
                        max_length=6,
                        verbose_name="menu",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Up to 18 letters on top of the page, 40 at its foot. Empty: the name of the page.",
                        max_length=40,
                        verbose_name="what it says",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="Low numbers come first.", verbose_name="place"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("home", "Home"),
                            ("articles", "Articles"),
                            ("topics", "Topics"),
                            ("faq_sections", "Questions"),
                            ("people", "Our team"),
                            ("a_to_z", "A to Z"),
                            ("search", "Search"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A(?:/(?![/\\\\])[^\\s\\\\\\x00]*|https://[^\\s/@\\\\\\x00?#]+\\.[^\\s/@\\\\\\x00?#]+(?:[/?#][^\\s\\\\\\x00]*)?)\\Z",
                                "Write an address of this site that starts with one slash, or one that starts with https://",
                            )
                        ],
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.document",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "menu item",
                "verbose_name_plural": "menu items",
                "ordering": ["-menu", "order", "id"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="topics",
            field=models.ManyToManyField(
                blank=True, related_name="documents", to="content.topic", verbose_name="topics"
            ),
        ),
        migrations.CreateModel(
            name="WatchedWord",
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
                        choices=[
                            ("jargon", "Jargon: explain it or use the plain word"),
                            ("claim", "Claim: not allowed without a written reason"),
                            ("fear", "Frightening: choose a calmer word"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        help_text="A word or a few, lower case; its plural is found too.",
                        max_length=60,
                        verbose_name="word",
                    ),
                ),
                ("instead", models.CharField(blank=True, max_length=120, verbose_name="say instead")),
            ],
            options={
                "verbose_name": "watched word",
                "verbose_name_plural": "watched words",
                "ordering": ["kind", "word"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "word"), name="one_row_per_watched_word")
                ],
            },
        ),
        migrations.CreateModel(
            name="CareCard",
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
                        choices=[
                            ("emergency", "Emergency: call the emergency number"),
                            ("call", "Call us"),
                            ("self", "Look after yourself"),
                        ],
                        max_length=10,
                        verbose_name="how urgent",
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        blank=True,
                        help_text="Optional, goes into the heading: “after needling near your chest”.",
                        max_length=90,
                        verbose_name="when",
                    ),
                ),
                (
                    "items",
                    models.JSONField(
                        help_text="A line each, lower case: you are suddenly short of breath",
                        verbose_name="signs",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_cards",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "care card",
                "verbose_name_plural": "care cards: where to get help, and how fast",
                "ordering": [
                    models.Case(
                        models.When(kind="emergency", then=0), models.When(kind="call", then=1), default=2
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "kind"),
                        name="one_care_card_of_a_kind",
                        violation_error_message="There is one card of each kind at most. Put the signs on one card.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Autosave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("fields", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="autosaves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="autosaves",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "text not saved yet",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("document__isnull", False)),
                        fields=("user", "document"),
                        name="one_autosave_per_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("document", None)),
                        fields=("user", "kind"),
                        name="one_autosave_per_new_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keyword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=30)),
                ("weight", models.FloatField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keywords",
                        to="content.edition",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("word", "edition"), name="one_row_per_keyword")
                ],
            },
        ),
        migrations.CreateModel(
            name="Clinic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "tagline",
                    models.CharField(blank=True, max_length=90, verbose_name="heading of the home page"),
                ),
                (
                    "welcome",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences below the heading of the home page.",
                        max_length=250,
                        verbose_name="welcome",
                    ),
                ),
                (
                    "notice",
                    models.CharField(
                        blank=True,
                        help_text="One line on top of every page: closed on Friday, we have moved.",
                        max_length=250,
                        verbose_name="notice",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        help_text="The number patients call. It is on every page.",
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9+(). -]{3,30}\\Z",
                                "Write digits, spaces, ( ) - . and + only: (555) 555-0142",
                            )
                        ],
                        verbose_name="phone",
                    ),
                ),
                (
                    "other_phone",
                    models.CharField(
                        blank=True,
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9+(). -]{3,30}\\Z",
                                "Write digits, spaces, ( ) - . and + only: (555) 555-0142",
                            )
                        ],
                        verbose_name="other phone",
                    ),
                ),
                (
                    "other_phone_label",
                    models.CharField(
                        blank=True,
                        help_text="Text messages, TTY, fax",
                        max_length=40,
                        verbose_name="what the other phone is for",
                    ),
                ),
                (
                    "emergency_number",
                    models.CharField(
                        default="911",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9+(). -]{3,30}\\Z",
                                "Write digits, spaces, ( ) - . and + only: (555) 555-0142",
                            )
                        ],
                        verbose_name="emergency number",
                    ),
                ),
                (
                    "address",
                    models.TextField(
                        blank=True,
                        help_text="As on an envelope, a line each.",
                        max_length=300,
                        verbose_name="address",
                    ),
                ),
                ("directions_link", models.URLField(blank=True, verbose_name="link to directions")),
                ("booking_link", models.URLField(blank=True, verbose_name="link to book a visit")),
                ("hours", models.JSONField(blank=True, default=dict, verbose_name="opening hours")),
                (
                    "time_zone",
                    models.CharField(
                        default="America/New_York",
                        max_length=60,
                        validators=[content.models.clinic.check_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "own_review",
                    models.CharField(
                        choices=[("block", "does not count"), ("warn", "counts, with a warning")],
                        default="block",
                        max_length=5,
                        verbose_name="a review by who wrote the text",
                    ),
                ),
                (
                    "review_grace_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="So many days after a review was due, the page itself tells patients.",
                        verbose_name="days of grace",
                    ),
                ),
                (
                    "needling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not checked yet"),
                            ("yes", "allowed in our state"),
                            ("no", "not allowed"),
                        ],
                        help_text="Ask your state’s board. Texts about it are held back until you have.",
                        max_length=3,
                        verbose_name="dry needling by physical therapists",
                    ),
                ),
                (
                    "language_help",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences at the foot of every page.",
                        max_length=250,
                        verbose_name="language help",
                    ),
                ),
                (
                    "disclaimer",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences at the foot of every page.",
                        max_length=250,
                        verbose_name="general information",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="content.picture",
                        verbose_name="picture of the home page",
                    ),
                ),
            ],
            options={
                "verbose_name": "clinic",
                "verbose_name_plural": "clinic",
                "permissions": [("policy_clinic", "Can set the rules of review")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_clinic")
                ],
            },
        ),
        migrations.CreateModel(
            name="PinnedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "query",
                    models.CharField(
                        help_text="What they type, in any order. Small words such as “the” do not count.",
                        max_length=100,
                        verbose_name="when patients search for",
                    ),
                ),
                (
                    "anchor",
                    models.CharField(
                        blank=True,
                        help_text="Empty for the whole text. For one answer: its address, the part after #.",
                        max_length=80,
                        verbose_name="answer",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        help_text="Patients see it only while it is published.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pinned_results",
                        to="content.document",
                        verbose_name="show this first",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer put first",
                "verbose_name_plural": "answers put first",
                "ordering": ["query", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "query", "document"),
                        name="one_pinned_result_per_query_and_document",
                        violation_error_message="This text is put first for these words already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        help_text="As a patient would ask it, with a question mark.",
                        max_length=150,
                        verbose_name="question",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        help_text="The first sentence answers. Up to 120 words.", verbose_name="answer"
                    ),
                ),
                ("anchor", models.SlugField(editable=False, max_length=80)),
                ("order", models.PositiveSmallIntegerField(blank=True, default=0, verbose_name="place")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "anchor"), name="one_question_per_anchor")
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.FloatField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related",
                        to="content.edition",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_to",
                        to="content.edition",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "other"), name="one_row_per_related_text")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.person",
                        verbose_name="reviewer",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_requests",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for review",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("document",),
                        name="one_open_request_per_document",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="revisions_are_numbered"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["document", "live_from"], name="edition_by_time"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-live_from", "-id"], name="newest_edition_first"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("review", None)),
                fields=["review", "live_from"],
                name="unreviewed_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["kind", "-published_on", "-document", "live_from", "live_until"],
                name="latest_edition_first",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["letter", "sort_key", "document", "live_from", "live_until"],
                name="editions_by_letter",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("updated_from__isnull", False)),
                fields=["-updated_from", "-id"],
                name="editions_by_update",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("live_until", None), ("live_until__gt", models.F("live_from")), _connector="OR"
                ),
                name="edition_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live_until", None)),
                fields=("document",),
                name="one_open_edition_per_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="editions_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(
                fields=("edition", "anchor"), name="one_search_entry_per_anchor"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharepicture",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("edition", 0), name="one_share_picture_each"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["reviewed_at"], name="reviews_by_day"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="topic_is_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="menuitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("place", ""), _negated=True),
                        ("address", ""),
                        ("document", None),
                        ("topic", None),
                    ),
                    models.Q(("address", ""), ("document", None), ("place", ""), ("topic__isnull", False)),
                    models.Q(("address", ""), ("document__isnull", False), ("place", ""), ("topic", None)),
                    models.Q(
                        ("document", None),
                        ("place", ""),
                        ("topic", None),
                        models.Q(("address", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="menu_item_leads_to_one_place",
                violation_error_message="Choose where it leads: one page, or one address.",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("unpublished_since__isnull", False)),
                fields=["-unpublished_since"],
                name="open_work",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["kind", "-changed_at", "-id"],
                name="last_changed_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("kind", "slug"),
                name="one_document_per_address",
                violation_error_message="Another text has this address already.",
            ),
        ),
    ]
