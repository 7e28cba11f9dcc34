from django.db import migrations, models


class RandomId(models.Func):
    """Another one for each row that is there: what was sealed by its name in clear opens no more."""

    output_field = models.UUIDField()
    template = "gen_random_uuid()"

    def as_sqlite(self, compiler, connection, **how):
        return self.as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **how)


class Migration(migrations.Migration):

    dependencies = [
        ("vault", "0004_last_root"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="section", name="vault_one_section"),
        migrations.RemoveField(model_name="section", name="name"),
        migrations.AddField(
            model_name="section",
            name="name_sealed",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="section",
            name="slot",
            field=models.UUIDField(db_default=RandomId(), unique=True),
        ),
        migrations.AlterField(
            model_name="section",
            name="slot",
            field=models.UUIDField(unique=True),
        ),
    ]
