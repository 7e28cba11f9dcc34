import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('instance', models.UUIDField()),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('previous', models.BinaryField(max_length=32)),
                ('heads', models.JSONField()),
                ('root', models.BinaryField(max_length=32)),
                ('signature', models.BinaryField(max_length=64)),
                ('public_key', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Lane',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField(default=0)),
                ('head', models.BinaryField(max_length=32)),
                ('tag', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Witness',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('institution', models.UUIDField()),
                ('version', models.PositiveIntegerField()),
                ('signature', models.BinaryField(max_length=64)),
                ('at', models.DateTimeField()),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='witnesses', to='audit.checkpoint')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'at'], name='audit_witness_of')],
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'institution'), name='audit_one_witness_each')],
            },
        ),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('kind', models.SlugField(max_length=20)),
                ('subject', models.UUIDField()),
                ('payload', models.JSONField(null=True)),
                ('digest', models.BinaryField(max_length=32)),
                ('previous', models.BinaryField(max_length=32)),
                ('tag', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'subject'], name='audit_ending_of')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=60)),
                ('acted_for', models.UUIDField(null=True)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField(null=True)),
                ('detail', models.JSONField(default=dict)),
                ('previous', models.BinaryField(max_length=32)),
                ('hash', models.BinaryField(max_length=32)),
                ('tag', models.BinaryField(max_length=32)),
                ('lane', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='audit.lane')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='audit_entry_subject_db519d_idx')],
                'constraints': [models.UniqueConstraint(fields=('lane', 'seq'), name='audit_lane_seq')],
            },
        ),
    ]
