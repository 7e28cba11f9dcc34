import django.db.models.deletion
import uuid
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.SlugField(max_length=60)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('where', models.CharField(blank=True, max_length=80)),
                ('seen_on', models.DateField()),
                ('seen_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('source', models.SlugField(max_length=60)),
                ('firm', models.CharField(blank=True, max_length=120)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('new', 'new'), ('looking', 'being looked at'), ('followed', 'followed up'), ('closed', 'closed'), ('withdrawn', 'taken back')], default='new', max_length=10)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.SlugField(blank=True, max_length=60)),
                ('outcome_note', models.TextField(blank=True, max_length=1000)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('looked_at_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-seen_on', '-number'),
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recipient_name', models.CharField(blank=True, max_length=160)),
                ('body', models.TextField(max_length=4000)),
                ('names_firm', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField()),
                ('registry_number', models.CharField(blank=True, max_length=60)),
                ('sent_on', models.DateField(null=True)),
                ('answer_due_on', models.DateField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('outcome', models.SlugField(blank=True, max_length=60)),
                ('outcome_note', models.TextField(blank=True, max_length=1000)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recipient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('observation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='prevention.observation')),
            ],
            options={
                'ordering': ('written_at',),
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('activity', 'activity'), ('letter', 'letter'), ('plan_line', 'line of the plan'), ('budget', 'budget proposal')], max_length=10)),
                ('reference', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('observation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='prevention.observation')),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField()),
                ('seen_on', models.DateField()),
                ('seen_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('observation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='prevention.observation')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-seen_on', '-written_at'),
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('service', models.SlugField(max_length=60)),
                ('month', models.DateField()),
                ('times', models.PositiveIntegerField(null=True)),
                ('reason', models.SlugField(max_length=60)),
                ('waiting_days', models.PositiveIntegerField(null=True)),
                ('cost', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('cost_source', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-month', 'service'),
                'indexes': [models.Index(fields=['network', 'month'], name='need_of_network')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('network', 'institution', 'service', 'month', 'reason'), name='need_once_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('times__gte', 5), models.Q(('reason', ''), _negated=True)), models.Q(('note', ''), ('reason', ''), ('times', None)), _connector='OR'), name='need_keeps_no_small_number'), models.CheckConstraint(condition=models.Q(models.Q(('cost', None), ('cost_source', ''), ('currency', '')), models.Q(('cost__gt', Decimal('0')), models.Q(('currency', ''), _negated=True), models.Q(('cost_source', ''), _negated=True)), _connector='OR'), name='need_cost_has_currency_and_source'), models.CheckConstraint(condition=models.Q(('waiting_days', None), ('reason', 'waiting'), _connector='OR'), name='need_waits_for_days')],
            },
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['network', 'state'], name='observation_of_network'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(fields=('network', 'number'), name='observation_number_once'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None), ('outcome', '')), _connector='OR'), name='observation_closed_with_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('firm', ''), ('text', ''), ('title', ''), ('where', '')), _connector='OR'), name='observation_taken_back_says_nothing'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), models.Q(('recipient_name', ''), _negated=True), _connector='XOR'), name='letter_has_one_recipient'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('answered_on', None), ('sent_on__isnull', False), _connector='OR'), name='letter_answered_after_it_was_sent'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(fields=('observation', 'kind', 'reference'), name='followed_up_once'),
        ),
    ]
