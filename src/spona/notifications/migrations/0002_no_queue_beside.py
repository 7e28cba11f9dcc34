from django.db import migrations


class Migration(migrations.Migration):
    """The queue that mails waited in beside their notices: its rows say who was written to."""

    dependencies = (("notifications", "0001_initial"),)

    operations = (
        migrations.RunSQL(
            "DROP TABLE IF EXISTS django_tasks_database_dbtaskresult",
            migrations.RunSQL.noop,
        ),
    )
