import datetime
import django.db.models.deletion
import spona.reference.words
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Timetable',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, unique=True)),
                ('next_at', models.DateTimeField()),
                ('last_ran_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='EscalationStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.SlugField(blank=True, max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('to', models.CharField(choices=[('queue', 'the queue'), ('deputy', 'the deputy'), ('coordinator', "the coordinator's list")], max_length=20)),
                ('after_percent', models.PositiveIntegerField()),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
            options={
                'ordering': ['event', 'order'],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80)),
                ('version', models.PositiveIntegerField(default=1)),
                ('event', models.SlugField(max_length=40)),
                ('sector', models.SlugField(blank=True, max_length=60)),
                ('urgency', models.SlugField(blank=True, max_length=20)),
                ('amount', models.PositiveIntegerField()),
                ('unit', models.CharField(choices=[('hours', 'hours'), ('working_days', 'working days'), ('days', 'days')], max_length=12)),
                ('counts_as_late', models.BooleanField(default=True)),
                ('words', spona.reference.words.WordsField()),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('basis', models.CharField(choices=[('law', 'law'), ('network_decision', 'decision of the network'), ('proposal', 'proposal')], max_length=20)),
                ('state', models.CharField(choices=[('adopted', 'adopted'), ('proposed', 'proposed')], max_length=10)),
                ('decision', models.CharField(blank=True, max_length=300)),
                ('decision_kind', models.SlugField(blank=True, max_length=40)),
                ('decision_id', models.UUIDField(blank=True, null=True)),
                ('adopted_on', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
            options={
                'ordering': ['key', 'version'],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=40)),
                ('subject_kind', models.SlugField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('reference', models.CharField(blank=True, max_length=12)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_until', models.DateTimeField(null=True)),
                ('paused_for', models.DurationField(default=datetime.timedelta)),
                ('pause_reason', models.SlugField(blank=True, max_length=40)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('outcome', models.SlugField(blank=True, max_length=40)),
                ('next_step_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='deadlines.rule')),
            ],
        ),
        migrations.CreateModel(
            name='StepReached',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reached_at', models.DateTimeField()),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='deadlines.deadline')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deadlines.escalationstep')),
            ],
            options={
                'ordering': ['reached_at', 'step__order'],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('stands_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'indexes': [models.Index(fields=['member', 'ends_on'], name='deadline_absence_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='deadline_absence_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('starts_on__isnull', False), ('ends_on__isnull', False)), name='deadline_absence_has_both_days'), models.CheckConstraint(condition=models.Q(('stands_in', None), models.Q(('stands_in', models.F('member')), _negated=True), _connector='OR'), name='deadline_absence_somebody_else_stands_in')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('post', models.CharField(blank=True, max_length=60)),
                ('entered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('contact_point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.contactpoint')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'indexes': [models.Index(fields=['institution', 'ends_at'], name='deadline_duty_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='deadline_duty_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('member__isnull', False), models.Q(('post', ''), _negated=True), _connector='OR'), name='deadline_duty_is_somebodys')],
            },
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.UniqueConstraint(condition=models.Q(('network__isnull', False)), fields=('event', 'order', 'network'), name='deadline_step_once'),
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.UniqueConstraint(condition=models.Q(('network', None)), fields=('event', 'order'), name='deadline_step_once_for_all'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(condition=models.Q(('network__isnull', False)), fields=('key', 'version', 'network'), name='deadline_rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(condition=models.Q(('network', None)), fields=('key', 'version'), name='deadline_rule_version_once_for_all'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None), ('network__isnull', False)), fields=('key', 'network'), name='deadline_rule_open_once'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None), ('network', None)), fields=('key',), name='deadline_rule_open_once_for_all'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'proposed'), models.Q(models.Q(('basis', 'proposal'), _negated=True), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='deadline_rule_adopted_by_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='deadline_rule_gives_some_time'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['subject_kind', 'subject_id'], name='deadline_subject'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('stopped_at', None)), fields=['next_step_at'], name='deadline_next_step'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at', None)), fields=('kind', 'subject_kind', 'subject_id'), name='deadline_running_once'),
        ),
        migrations.AddConstraint(
            model_name='stepreached',
            constraint=models.UniqueConstraint(fields=('deadline', 'step'), name='deadline_step_reached_once'),
        ),
    ]
