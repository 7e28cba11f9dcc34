from django.db import migrations


class Migration(migrations.Migration):
    operations = (
        migrations.RunSQL("CREATE TABLE later_thing (id integer PRIMARY KEY)"),
        migrations.RunSQL("ALTER TABLE tipline_tip ADD COLUMN later_word varchar(20)"),
    )
