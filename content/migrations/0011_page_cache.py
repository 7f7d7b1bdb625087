"""The twin of the page cache's counter, for sites with several hosts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0010_menus")]

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
            options={"verbose_name": "change of content", "default_permissions": ()},
        ),
    ]
