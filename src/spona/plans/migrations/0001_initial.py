import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('attachments', '0001_initial'),
        ('directory', '0001_initial'),
        ('prevention', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('adopted', 'adopted'), ('ended', 'ended')], default='draft', max_length=8)),
                ('adopted_on', models.DateField(null=True)),
                ('adopted_by', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('copied_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.plan')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
            options={
                'ordering': ('-starts_on', 'title', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Objective',
            fields=[
                ('number', models.CharField(max_length=15)),
                ('order', models.CharField(editable=False, max_length=24)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('aligned_to', models.SlugField(blank=True, max_length=60)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objectives', to='plans.plan')),
            ],
            options={
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('number', models.CharField(max_length=15)),
                ('order', models.CharField(editable=False, max_length=24)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='plans.objective')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='plans.plan')),
            ],
            options={
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('number', models.CharField(max_length=15)),
                ('order', models.CharField(editable=False, max_length=24)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('partners_words', models.CharField(blank=True, max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('months', models.JSONField(default=list)),
                ('funding', models.CharField(blank=True, max_length=120)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, choices=[('RSD', 'RSD'), ('EUR', 'EUR')], max_length=3)),
                ('counts', models.CharField(choices=[('hand', 'who is responsible writes it'), ('activities', 'counts by itself, from recorded activities'), ('meetings', 'counts by itself, from meetings')], default='hand', max_length=10)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('units_planned', models.PositiveIntegerField(null=True)),
                ('units_done', models.PositiveIntegerField(default=0)),
                ('progress_on', models.DateField(null=True)),
                ('dropped_on', models.DateField(null=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('partners', models.ManyToManyField(related_name='+', to='directory.institution')),
                ('prompted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='prevention.observation')),
                ('responsible', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='plans.measure')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='plans.objective')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='plans.plan')),
            ],
            options={
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('number', models.CharField(max_length=15)),
                ('order', models.CharField(editable=False, max_length=24)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('unit', models.CharField(choices=[('number', 'number'), ('percent', 'percent'), ('yes_no', 'yes or no'), ('share', 'so many of all')], default='number', max_length=8)),
                ('baseline', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('targets', models.JSONField(default=dict)),
                ('verification', models.CharField(blank=True, max_length=200)),
                ('feed', models.CharField(choices=[('hand', 'by hand'), ('meetings', 'meetings held'), ('activities', 'activities held'), ('people', 'people at activities'), ('trained', 'people trained'), ('deputies', 'members with a deputy'), ('reports', 'reports'), ('answered', 'answered in time'), ('services', 'totals of services')], default='hand', max_length=12)),
                ('only', models.SlugField(blank=True, max_length=60)),
                ('dropped_on', models.DateField(null=True)),
                ('responsible', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='plans.objective')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='plans.plan')),
            ],
            options={
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FiledReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('half', models.PositiveSmallIntegerField(choices=[(0, 'the whole year'), (1, 'the first half'), (2, 'the second half')])),
                ('reader', models.SlugField(max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='plans.plan')),
            ],
            options={
                'ordering': ('-filed_at',),
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('changes', models.JSONField(default=list)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='plans.plan')),
            ],
            options={
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='PlanImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sent_at', models.DateTimeField()),
                ('taken_over_at', models.DateTimeField(null=True)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='plans.plan')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-sent_at',),
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('units_done', models.PositiveIntegerField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='plans.line')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-recorded_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('read_on', models.DateField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=14)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='plans.indicator')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-read_on', '-recorded_at'),
            },
        ),
        migrations.CreateModel(
            name='ReportWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('half', models.PositiveSmallIntegerField(choices=[(0, 'the whole year'), (1, 'the first half'), (2, 'the second half')])),
                ('problems', models.TextField(blank=True, max_length=2000)),
                ('proposals', models.TextField(blank=True, max_length=2000)),
                ('written_at', models.DateTimeField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_words', to='plans.plan')),
            ],
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('held_on', models.DateField()),
                ('kind', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('audience', models.SlugField(blank=True, max_length=60)),
                ('numbers', models.JSONField(default=dict)),
                ('total', models.PositiveIntegerField(default=0)),
                ('note', models.TextField(blank=True, max_length=1000)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField(null=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('partners', models.ManyToManyField(related_name='+', to='directory.institution')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='projects.project')),
                ('prompted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='prevention.observation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='plans.line')),
            ],
            options={
                'ordering': ('-held_on', '-recorded_at', 'pk'),
                'indexes': [models.Index(fields=['network', 'held_on'], name='activity_of_network')],
                'constraints': [models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='activity_total_not_negative')],
            },
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['network', 'starts_on'], name='plan_of_network'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='plan_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('adopted_on__isnull', False), _connector='OR'), name='plan_adopted_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='objective',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='objective_number_once'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='measure_number_once'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_on', None)), fields=('plan', 'number'), name='line_number_once'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='line_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='line_percent_at_most_all'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='line_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), models.Q(('currency', ''), _negated=True), _connector='OR'), name='line_amount_in_a_currency'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_on', None)), fields=('plan', 'number'), name='plan_indicator_number_once'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='amendment_number_once'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='reading_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='reportwords',
            constraint=models.UniqueConstraint(fields=('plan', 'year', 'half'), name='report_words_once'),
        ),
    ]
