import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0004_assessmentrule"),
    ]

    operations = [
        migrations.AddField(
            model_name="conference",
            name="section",
            field=models.UUIDField(default=uuid.uuid4),
            preserve_default=False,
        ),
    ]
