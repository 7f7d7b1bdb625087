from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0011_page_cache"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(
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
    ]
