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
            name='Donor',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('contract', models.CharField(blank=True, max_length=80)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ('changed_at', 'pk'),
                'default_related_name': 'donors',
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('words', spona.reference.words.WordsField()),
                ('name', spona.reference.words.WordsField(default=dict)),
                ('text', spona.reference.words.WordsField(blank=True, default=dict)),
                ('starts_on', models.DateField(null=True)),
                ('starts_precision', models.CharField(blank=True, choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('ends_on', models.DateField(null=True)),
                ('ends_precision', models.CharField(blank=True, choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('contact', models.EmailField(blank=True, max_length=254)),
                ('status', models.CharField(choices=[('planned', 'planned'), ('running', 'under way'), ('finished', 'finished'), ('stopped', 'ended early')], default='planned', max_length=10)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('example', models.BooleanField(default=False)),
                ('public', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('networks', models.ManyToManyField(related_name='projects', to='directory.network')),
            ],
            options={
                'ordering': ('slug',),
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('role', models.CharField(choices=[('lead', 'leads the project'), ('partner', 'partner'), ('associate', 'associate')], default='partner', max_length=10)),
                ('does', spona.reference.words.WordsField(blank=True, default=dict)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('changed_at', 'pk'),
                'default_related_name': 'partners',
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('words', spona.reference.words.WordsField()),
                ('objective', models.SlugField(blank=True, max_length=60)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('changed_at', 'pk'),
                'default_related_name': 'goals',
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('form', models.CharField(choices=[('interim', 'Interim report'), ('final', 'Final report')], max_length=8)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('due_on', models.DateField()),
                ('sent_on', models.DateField(null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='projects.donor')),
                ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('due_on', 'pk'),
                'default_related_name': 'dues',
            },
        ),
        migrations.AddField(
            model_name='donor',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project'),
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('title', models.CharField(max_length=160)),
                ('planned', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('donor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='projects.donor')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('changed_at', 'pk'),
                'default_related_name': 'lines',
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('words', spona.reference.words.WordsField()),
                ('language', models.SlugField(blank=True, max_length=60)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('licence', models.CharField(blank=True, max_length=80)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('-year', 'changed_at', 'pk'),
                'default_related_name': 'publications',
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('day', models.DateField()),
                ('rate', models.DecimalField(decimal_places=6, max_digits=14)),
                ('source', models.CharField(max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('currency', '-day'),
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('words', spona.reference.words.WordsField()),
                ('reached_on', models.DateField(null=True)),
                ('reached_precision', models.CharField(blank=True, choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('reached_on', 'changed_at', 'pk'),
                'default_related_name': 'results',
            },
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(blank=True, choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('spent_on', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('title', models.CharField(blank=True, max_length=160)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spendings', to='projects.budgetline')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='projects.project')),
            ],
            options={
                'ordering': ('spent_on', 'changed_at', 'pk'),
                'default_related_name': 'spendings',
            },
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='project_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'lead'), ('withdrawn_at', None)), fields=('project',), name='project_one_leads'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='due_period_forwards'),
        ),
        migrations.AddConstraint(
            model_name='donor',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), models.Q(('currency', ''), _negated=True), _connector='OR'), name='donor_amount_has_a_currency'),
        ),
        migrations.AddConstraint(
            model_name='budgetline',
            constraint=models.CheckConstraint(condition=models.Q(('planned__gte', 0)), name='line_planned_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('currency', 'day'), name='rate_of_a_day_once'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='rate_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='spending_above_zero'),
        ),
    ]
