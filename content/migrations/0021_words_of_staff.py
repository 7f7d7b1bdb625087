"""Words that staff read: of what is done, in the log; of answers to a review; of the right to publish."""

from django.db import migrations, models

TEXTS = {
    "article": ("article", "articles", "articles"),
    "faqsection": ("question section", "question sections", "question sections"),
    "page": ("page", "pages", "pages"),
}
ACTIONS = [
    ("sign_in", "signed in"),
    ("sign_in_failed", "could not sign in"),
    ("sign_out", "signed out"),
    ("publish", "published"),
    ("correct", "made a small correction"),
    ("override", "published anyway"),
    ("unplan", "cancelled the plan"),
    ("replan", "moved the plan"),
    ("stay", "left it on the site"),
    ("withdraw", "took it off the site"),
    ("ask", "asked for a review"),
    ("remind", "sent a reminder"),
    ("review", "reviewed"),
    ("carry", "carried a review over"),
    ("approve_sign", "approved a warning sign"),
    ("delete_sign", "deleted a warning sign"),
    ("link", "made a sign-off link"),
    ("revoke", "revoked a sign-off link"),
    ("restore", "restored"),
    ("trash", "put in the trash"),
    ("untrash", "took out of the trash"),
    ("delete", "deleted for good"),
    ("not_for_us", "said that a search is not for us"),
    ("for_us", "took back that a search is not for us"),
    ("invite", "invited"),
    ("password_link", "made a link to choose a password"),
    ("password", "set a password"),
    ("permission", "changed what an account may do"),
    ("account", "changed the name or e-mail of an account"),
    ("person", "said whose account it is"),
    ("switch_off", "switched off an account"),
    ("switch_on", "switched on an account"),
    ("delete_account", "deleted an account"),
]
VERDICTS = [
    ("approved", "Approved"),
    ("changes", "Asked for changes"),
    ("comment", "Comment without a decision"),
]


def new_name(texts):
    return f"Can publish {texts} and take them off the site"


def rename_permissions(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for model, (_name, _plural, texts) in TEXTS.items():
        permissions.filter(codename=f"publish_{model}").update(name=new_name(texts))


class Migration(migrations.Migration):
    dependencies = [("content", "0020_invitations")]

    operations = [
        *(
            migrations.AlterModelOptions(
                model,
                {
                    "verbose_name": name,
                    "verbose_name_plural": plural,
                    "permissions": [(f"publish_{model}", new_name(texts))],
                },
            )
            for model, (name, plural, texts) in TEXTS.items()
        ),
        migrations.AlterField(
            "auditentry",
            "action",
            models.CharField(choices=ACTIONS, max_length=20, verbose_name="what"),
        ),
        migrations.AlterField(
            "review",
            "verdict",
            models.CharField(choices=VERDICTS, max_length=10),
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
