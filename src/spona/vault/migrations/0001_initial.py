import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('locator', models.CharField(max_length=6, unique=True)),
                ('salt', models.BinaryField(max_length=16)),
                ('cost_memory_kib', models.PositiveIntegerField()),
                ('cost_time', models.PositiveSmallIntegerField()),
                ('cost_parallelism', models.PositiveSmallIntegerField()),
                ('public_key', models.BinaryField(max_length=32)),
                ('private_sealed', models.BinaryField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Box',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('kind', models.CharField(choices=[('case', 'case'), ('packet', 'packet'), ('tip', 'tip'), ('response', 'response'), ('conference', 'conference'), ('counted', 'counted'), ('note', 'note'), ('request', 'request'), ('observation', 'observation')], max_length=12)),
                ('reference', models.CharField(blank=True, default='', max_length=12)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(null=True)),
                ('owner_institution', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
        ),
        migrations.CreateModel(
            name='IntakeKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('version', models.PositiveIntegerField()),
                ('public_key', models.BinaryField(max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('seed_for_paper_sealed', models.BinaryField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intake_keys', to='directory.institution')),
            ],
        ),
        migrations.CreateModel(
            name='IntakeWrap',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('account_key', models.BinaryField(max_length=32)),
                ('wrapped', models.BinaryField()),
                ('state', models.CharField(choices=[('held', 'held'), ('open', 'open'), ('wait', 'wait'), ('name', 'name')], default='open', max_length=4)),
                ('effective_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('granted_by', models.UUIDField(null=True)),
                ('confirmed_by', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='vault.intakekey')),
            ],
        ),
        migrations.CreateModel(
            name='PaperKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('public_key', models.BinaryField(max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_keys', to='directory.institution')),
            ],
        ),
        migrations.AddField(
            model_name='intakekey',
            name='paper_key',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='vault.paperkey'),
        ),
        migrations.CreateModel(
            name='Rekey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('below', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField()),
                ('begun_by', models.UUIDField()),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stored_name', models.CharField(max_length=40, unique=True)),
                ('chunks', models.PositiveIntegerField()),
                ('stored_size', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='vault.box')),
            ],
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('name', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('rotate_due', models.BooleanField(default=False)),
                ('sealed', models.BinaryField()),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='vault.box')),
            ],
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('to_kind', models.CharField(choices=[('institution', 'institution'), ('member', 'member'), ('statistics', 'statistics'), ('code', 'code')], max_length=12)),
                ('to_id', models.UUIDField()),
                ('to_version', models.PositiveIntegerField(default=0)),
                ('member_of', models.UUIDField(null=True)),
                ('way', models.CharField(choices=[('hpke', 'hpke'), ('symmetric', 'symmetric')], default='hpke', max_length=9)),
                ('wrapped', models.BinaryField()),
                ('state', models.CharField(choices=[('held', 'held'), ('open', 'open'), ('wait', 'wait'), ('name', 'name')], default='open', max_length=4)),
                ('basis', models.CharField(blank=True, default='', max_length=40)),
                ('until', models.DateTimeField(null=True)),
                ('granted_by', models.UUIDField(null=True)),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='vault.section')),
            ],
        ),
        migrations.CreateModel(
            name='StatisticsKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('version', models.PositiveIntegerField()),
                ('public_key', models.BinaryField(max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statistics_keys', to='directory.network')),
            ],
        ),
        migrations.CreateModel(
            name='StatisticsWrap',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mac', models.BinaryField(max_length=32)),
                ('account_key', models.BinaryField(max_length=32)),
                ('wrapped', models.BinaryField()),
                ('state', models.CharField(choices=[('held', 'held'), ('open', 'open'), ('wait', 'wait'), ('name', 'name')], default='open', max_length=4)),
                ('effective_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('granted_by', models.UUIDField(null=True)),
                ('confirmed_by', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='vault.statisticskey')),
            ],
        ),
        migrations.AddIndex(
            model_name='box',
            index=models.Index(fields=['owner_institution', 'kind'], name='vault_box_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='intakewrap',
            constraint=models.UniqueConstraint(fields=('key', 'account'), name='vault_one_intake_wrap'),
        ),
        migrations.AddConstraint(
            model_name='paperkey',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institution',), name='vault_one_paper_key'),
        ),
        migrations.AddConstraint(
            model_name='intakekey',
            constraint=models.UniqueConstraint(fields=('institution', 'version'), name='vault_intake_version'),
        ),
        migrations.AddConstraint(
            model_name='intakekey',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institution',), name='vault_one_intake_key'),
        ),
        migrations.AddConstraint(
            model_name='rekey',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('institution',), name='vault_one_rekey'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('box', 'name'), name='vault_one_section'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['to_kind', 'to_id', 'state'], name='vault_grant_to_kind_54ae75_idx'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['until'], name='vault_grant_until_90c108_idx'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('basis__in', ('glass', 'holder')), _negated=True), fields=('section', 'to_kind', 'to_id'), name='vault_one_grant_each'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('basis__in', ('glass', 'holder'))), fields=('section', 'to_kind', 'to_id', 'basis'), name='vault_one_grant_beside'),
        ),
        migrations.AddConstraint(
            model_name='statisticskey',
            constraint=models.UniqueConstraint(fields=('network', 'version'), name='vault_statistics_version'),
        ),
        migrations.AddConstraint(
            model_name='statisticskey',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('network',), name='vault_one_statistics_key'),
        ),
        migrations.AddConstraint(
            model_name='statisticswrap',
            constraint=models.UniqueConstraint(fields=('key', 'account'), name='vault_one_statistics_wrap'),
        ),
    ]
