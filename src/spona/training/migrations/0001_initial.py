import django.db.models.deletion
import spona.reference.words
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('attachments', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Module',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', spona.reference.words.WordsField()),
                ('about', models.TextField(blank=True, max_length=1500)),
                ('audience', models.JSONField(blank=True, default=list)),
                ('topics', models.JSONField(blank=True, default=list)),
                ('covers', models.JSONField(blank=True, default=list)),
                ('hours', models.DecimalField(decimal_places=1, max_digits=4)),
                ('accreditation_body', models.SlugField(blank=True, max_length=60)),
                ('accreditation_number', models.CharField(blank=True, max_length=60)),
                ('accredited_until', models.DateField(blank=True, null=True)),
                ('pass_percent', models.PositiveSmallIntegerField(default=60)),
                ('valid_months', models.PositiveSmallIntegerField(default=24)),
                ('written_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
            options={
                'ordering': ('search_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='training.module')),
            ],
            options={
                'ordering': ('title', '-version'),
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('position', models.CharField(blank=True, max_length=120)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('language', models.CharField(default='sr', max_length=10)),
                ('registered_at', models.DateTimeField()),
                ('by_hand', models.BooleanField(default=False)),
                ('waiting', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('gave_feedback', models.BooleanField(default=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('months', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('until', models.DateField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='training.participant')),
            ],
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=26, unique=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('title', spona.reference.words.WordsField()),
                ('hours', models.CharField(max_length=6)),
                ('day', models.DateField()),
                ('valid_until', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='training.participant')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('used', models.CharField(choices=[('both', 'before and after'), ('pre', 'only before'), ('post', 'only after')], default='both', max_length=4)),
                ('text', models.CharField(max_length=500)),
                ('options', models.JSONField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.module')),
            ],
            options={
                'ordering': ('number', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('place', models.CharField(max_length=120)),
                ('capacity', models.PositiveSmallIntegerField()),
                ('trainers', models.CharField(blank=True, max_length=200)),
                ('language', models.SlugField(max_length=60)),
                ('register_until', models.DateField()),
                ('link', models.CharField(max_length=22, unique=True)),
                ('planned_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.module')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
        ),
        migrations.AddField(
            model_name='participant',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='training.session'),
        ),
        migrations.CreateModel(
            name='SessionDay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='training.session')),
            ],
            options={
                'ordering': ('day',),
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('present', models.BooleanField()),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attended', to='training.participant')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.sessionday')),
            ],
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('moment', models.CharField(choices=[('pre', 'before the training'), ('post', 'after the training')], max_length=4)),
                ('points', models.PositiveSmallIntegerField()),
                ('out_of', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('taken_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='training.participant')),
                ('typed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked', models.SlugField(max_length=40)),
                ('answer', models.SlugField(max_length=20)),
                ('count', models.PositiveSmallIntegerField(default=0)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='training.session')),
            ],
        ),
        migrations.AddConstraint(
            model_name='module',
            constraint=models.CheckConstraint(condition=models.Q(('pass_percent__gte', 1), ('pass_percent__lte', 100)), name='module_threshold_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='module',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gt', 0)), name='module_has_a_length'),
        ),
        migrations.AddConstraint(
            model_name='module',
            constraint=models.CheckConstraint(condition=models.Q(('valid_months__gte', 1)), name='module_holds_a_while'),
        ),
        migrations.AddConstraint(
            model_name='material',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('module', 'title'), name='material_newest_once'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(fields=('participant', 'months'), name='follow_up_once'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['network', 'valid_until'], name='certificate_valid'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('network', 'year', 'number'), name='certificate_number_once'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='certificate_withdrawn_with_a_reason'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['network', 'first_day'], name='session_of_network'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='session_days_run_forward'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='session_has_places'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='session_off_with_a_reason'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(fields=['session', 'registered_at'], name='participant_turn'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('member__isnull', False), ('withdrawn_at', None)), fields=('session', 'member'), name='participant_once'),
        ),
        migrations.AddConstraint(
            model_name='sessionday',
            constraint=models.UniqueConstraint(fields=('session', 'day'), name='session_day_once'),
        ),
        migrations.AddConstraint(
            model_name='sessionday',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_hours_run_forward'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('participant', 'day'), name='attendance_once'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(fields=('participant', 'moment'), name='test_taken_once'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('points__lte', models.F('out_of')), ('out_of__gte', 1)), name='test_points_fit'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('session', 'asked', 'answer'), name='tally_once'),
        ),
    ]
