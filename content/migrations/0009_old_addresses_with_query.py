"""An old address may have a query. No column changes."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0008_first_warning_signs")]

    operations = [
        migrations.AlterField(
            model_name="redirect",
            name="from_address",
            field=models.CharField(
                max_length=300,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A/(?![/\\\\])[^\\s\\\\#]*\\Z",
                        "Write an address of this site that starts with one slash: /articles/knee/",
                    )
                ],
                verbose_name="old address",
            ),
        ),
    ]
