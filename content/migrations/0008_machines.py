from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0007_search_results_text")]

    operations = [
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
        # An index alone: SQLite does not rebuild the table for it, so its triggers stay.
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-live_from", "-id"], name="newest_edition_first"),
        ),
    ]
