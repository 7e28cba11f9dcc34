import django.db.models.deletion
import spona.reference.words
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('category', models.SlugField(max_length=40)),
                ('words', spona.reference.words.WordsField()),
                ('note', models.TextField(blank=True)),
                ('evidence', models.TextField()),
                ('certainty', models.CharField(choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('search_key', models.TextField(blank=True, editable=False)),
            ],
            options={
                'ordering': ['category', 'key'],
            },
        ),
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('words', spona.reference.words.WordsField()),
                ('genitive', spona.reference.words.WordsField()),
                ('locative', spona.reference.words.WordsField()),
                ('district', spona.reference.words.WordsField()),
                ('iso_3166_2', models.CharField(max_length=10)),
                ('nuts3', models.CharField(blank=True, max_length=10)),
                ('lat', models.DecimalField(decimal_places=5, max_digits=8)),
                ('lon', models.DecimalField(decimal_places=5, max_digits=8)),
                ('population', models.JSONField(blank=True, default=dict)),
                ('evidence', models.JSONField(blank=True, default=dict)),
                ('note', models.TextField(blank=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('list', models.SlugField(max_length=40)),
                ('code', models.SlugField(max_length=60)),
                ('version', models.PositiveIntegerField(default=1)),
                ('words', spona.reference.words.WordsField()),
                ('source', models.TextField()),
                ('certainty', models.CharField(choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('order', models.PositiveIntegerField(default=0)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('search_key', models.TextField(blank=True, editable=False)),
            ],
            options={
                'ordering': ['list', 'order', 'code', 'version'],
                'constraints': [models.UniqueConstraint(fields=('list', 'code', 'version'), name='code_version_once'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('list', 'code'), name='code_open_once'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='code_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('series', models.SlugField(max_length=40)),
                ('metric', models.SlugField(max_length=60)),
                ('year', models.CharField(max_length=20)),
                ('period', models.CharField(max_length=20)),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('unit', models.SlugField(max_length=20)),
                ('source', models.TextField(blank=True)),
                ('evidence', models.CharField(max_length=80)),
                ('certainty', models.CharField(choices=[('high', 'read in the source'), ('medium', 'read in the source, not quite clear'), ('low', 'doubtful'), ('none', 'not found')], max_length=10)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['series', 'metric', 'year', 'period'],
                'constraints': [models.UniqueConstraint(fields=('series', 'metric', 'year', 'period'), name='figure_once')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('country', models.CharField(default='RS', max_length=2)),
                ('date', models.DateField()),
                ('words', spona.reference.words.WordsField()),
                ('source', models.TextField()),
            ],
            options={
                'ordering': ['country', 'date'],
                'constraints': [models.UniqueConstraint(fields=('country', 'date'), name='holiday_once')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorList',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sector', models.SlugField(max_length=60)),
                ('version', models.CharField(max_length=40)),
                ('words', spona.reference.words.WordsField()),
                ('source', models.TextField()),
                ('certainty', models.CharField(choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['sector', 'version'],
                'constraints': [models.UniqueConstraint(fields=('sector', 'version'), name='indicator_list_once'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('sector',), name='indicator_list_open_once'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='indicator_list_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='LegalBasis',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80)),
                ('version', models.PositiveIntegerField(default=1)),
                ('sender_sector', models.SlugField(blank=True, max_length=60)),
                ('recipient_sector', models.SlugField(blank=True, max_length=60)),
                ('section', models.SlugField(blank=True, max_length=40)),
                ('purpose', models.SlugField(max_length=40)),
                ('age', models.SlugField(default='any', max_length=20)),
                ('article', models.CharField(blank=True, max_length=300)),
                ('sentence', spona.reference.words.WordsField()),
                ('source', models.TextField()),
                ('certainty', models.CharField(choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('lawyer_confirmed', models.BooleanField(default=False)),
                ('lawyer', models.CharField(blank=True, max_length=200)),
                ('lawyer_confirmed_on', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'legal bases',
                'ordering': ['key', 'version'],
                'constraints': [models.UniqueConstraint(fields=('key', 'version'), name='legal_basis_once'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('key',), name='legal_basis_open_once'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='legal_basis_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=20)),
                ('subject', models.CharField(max_length=140)),
                ('network_id', models.UUIDField(null=True)),
                ('base', models.CharField(blank=True, max_length=40)),
                ('change', models.JSONField()),
                ('why', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'waits for a second person'), ('confirmed', 'confirmed'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='waiting', max_length=10)),
                ('proposed_by', models.UUIDField()),
                ('proposer_name', models.CharField(blank=True, max_length=120)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.UUIDField(null=True)),
                ('decider_name', models.CharField(blank=True, max_length=120)),
                ('decided_at', models.DateTimeField(null=True)),
                ('remark', models.CharField(blank=True, max_length=300)),
                ('made', models.UUIDField(null=True)),
            ],
            options={
                'ordering': ['-proposed_at', 'pk'],
                'indexes': [models.Index(fields=['kind', 'subject'], name='proposal_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('network_id__isnull', False), ('state', 'waiting')), fields=('kind', 'subject', 'network_id'), name='proposal_waits_once'), models.UniqueConstraint(condition=models.Q(('network_id', None), ('state', 'waiting')), fields=('kind', 'subject'), name='proposal_waits_once_for_all'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='proposal_confirmed_by_another_person')],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60)),
                ('group', spona.reference.words.WordsField()),
                ('words', spona.reference.words.WordsField()),
                ('other_meanings', spona.reference.words.WordsField(blank=True, default=dict)),
                ('exploitation', models.SlugField(max_length=40)),
                ('age', models.SlugField(max_length=20)),
                ('source', models.TextField()),
                ('certainty', models.CharField(choices=[('confirmed_in_source', 'Read in the source'), ('partly_confirmed', 'Partly read in the source'), ('group_confirmed_item_draft', 'The heading is official, the wording is ours'), ('recalled', 'General knowledge, not yet verified'), ('draft', 'Our draft, not official')], max_length=40)),
                ('order', models.PositiveIntegerField(default=0)),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='reference.indicatorlist')),
            ],
            options={
                'ordering': ['list', 'order', 'code'],
                'constraints': [models.UniqueConstraint(fields=('list', 'code'), name='indicator_once')],
            },
        ),
    ]
