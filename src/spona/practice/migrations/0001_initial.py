import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deadlines', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminding',
            fields=[
                ('network', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='directory.network')),
                ('wanted', models.BooleanField()),
                ('said_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scenario', models.SlugField(max_length=40)),
                ('called_at', models.DateTimeField()),
                ('ground', models.UUIDField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ending', models.CharField(blank=True, choices=[('done', 'gone through to the end'), ('broken_off', 'broken off'), ('time_over', 'ended after two hours'), ('reset', 'ended because the training network was built anew'), ('not_held', 'called and not held')], max_length=12)),
                ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
            options={
                'ordering': ('-called_at',),
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.SlugField(max_length=20)),
                ('membership', models.UUIDField(null=True)),
                ('joined_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='practice.drill')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('own', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
            ],
            options={
                'ordering': ('joined_at',),
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('built_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('network', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stage', to='directory.network')),
            ],
        ),
        migrations.CreateModel(
            name='InventedMember',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40)),
                ('secret', models.CharField(max_length=64)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('ground', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invented_members', to='practice.stage')),
            ],
        ),
        migrations.CreateModel(
            name='Taken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField()),
                ('step', models.SlugField(max_length=20)),
                ('took', models.PositiveIntegerField(null=True)),
                ('allowed', models.PositiveIntegerField(null=True)),
                ('outcome', models.CharField(choices=[('in_time', 'in time'), ('late', 'after the deadline'), ('over', 'after the time that is only proposed'), ('done', 'done, without a deadline'), ('open', 'not reached')], max_length=8)),
                ('remark', models.SlugField(blank=True, max_length=20)),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken', to='practice.drill')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practice.part')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deadlines.rule')),
            ],
            options={
                'ordering': ('order',),
            },
        ),
        migrations.AddIndex(
            model_name='drill',
            index=models.Index(fields=['network', 'started_at'], name='practice_drill_of'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(('ending', ''), _negated=True), _connector='OR'), name='practice_drill_says_how_it_ended'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('called_at')), _connector='OR'), name='practice_drill_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('ground__isnull', False)), fields=('ground',), name='practice_one_drill_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('drill', 'role'), name='practice_role_once'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None), ('person__isnull', False)), fields=('drill', 'person'), name='practice_person_once'),
        ),
        migrations.AddConstraint(
            model_name='inventedmember',
            constraint=models.UniqueConstraint(fields=('ground', 'key'), name='practice_invented_member_once'),
        ),
        migrations.AddConstraint(
            model_name='taken',
            constraint=models.UniqueConstraint(fields=('drill', 'step'), name='practice_step_once'),
        ),
    ]
