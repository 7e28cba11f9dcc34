from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='UsedToken',
            fields=[
                ('token', models.CharField(max_length=43, primary_key=True, serialize=False)),
                ('result', models.CharField(max_length=200)),
                ('used_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['used_at'], name='access_used_used_at_d7b552_idx')],
            },
        ),
    ]
