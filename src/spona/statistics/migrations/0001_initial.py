import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportCount',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('report', models.UUIDField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('report',), name='statistics_report_once')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period', models.CharField(max_length=7)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('rule_version', models.PositiveIntegerField()),
                ('tables', models.JSONField(default=dict)),
                ('exact', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('stands_on', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statistics.snapshot')),
            ],
            options={
                'ordering': ('-period',),
                'constraints': [models.UniqueConstraint(fields=('network', 'period'), name='statistics_one_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('exact__isnull', False), ('stands_on', None)), models.Q(('exact', None), ('stands_on__isnull', False)), _connector='OR'), name='statistics_fresh_or_standing')],
            },
        ),
    ]
