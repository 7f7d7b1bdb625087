from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0015_trust"),
    ]

    operations = [
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
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["reviewed_at"], name="reviews_by_day"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("review", None)),
                fields=["review", "live_from"],
                name="unreviewed_by_time",
            ),
        ),
    ]
