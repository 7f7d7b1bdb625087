from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0012_trust"),
    ]

    operations = [
        migrations.AddField(
            model_name="redirect",
            name="notice",
            field=models.CharField(
                blank=True,
                help_text="Only for a page that is gone: why, and what to read or do instead.",
                max_length=250,
                verbose_name="what patients read there",
            ),
        ),
    ]
