"""Words for the log: of sessions that were ended, and of who could not confirm who they are."""

from django.db import migrations, models

ACTIONS = [
    ("sign_in", "signed in"),
    ("sign_in_failed", "could not sign in"),
    ("sign_out", "signed out"),
    ("sign_out_there", "signed out in another browser"),
    ("sign_out_account", "signed an account out everywhere"),
    ("confirm_failed", "could not confirm who they are"),
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


class Migration(migrations.Migration):
    dependencies = [("content", "0022_attempt_counts")]

    operations = [
        migrations.AlterField(
            "auditentry",
            "action",
            models.CharField(choices=ACTIONS, max_length=20, verbose_name="what"),
        ),
    ]
