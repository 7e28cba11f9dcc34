from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("later", "0001_initial")]
    operations = (migrations.RunSQL("INSERT INTO table_that_nobody_made (id) VALUES (1)"),)
