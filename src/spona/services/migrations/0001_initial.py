import django.db.models.deletion
import django.utils.timezone
import spona.reference.words
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('rules', models.JSONField()),
                ('written_to', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('physical', 'a place to come to'), ('virtual', 'by phone or on the internet'), ('postal', 'for letters only')], default='physical', max_length=10)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('postal_code', models.CharField(blank=True, max_length=12)),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('confidential', models.BooleanField(default=False)),
                ('transport', spona.reference.words.WordsField(blank=True, default=dict)),
                ('accessibility', models.JSONField(blank=True, default=list)),
                ('url', models.URLField(blank=True)),
                ('example', models.BooleanField(default=False)),
                ('external_source', models.CharField(blank=True, max_length=80)),
                ('external_id', models.CharField(blank=True, max_length=120)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_locations', to='directory.institution')),
                ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.town')),
            ],
            options={
                'ordering': ['institution__code', 'town__slug', 'address', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('hours', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='services.hours')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=60)),
                ('words', spona.reference.words.WordsField()),
                ('text', spona.reference.words.WordsField(blank=True, default=dict)),
                ('status', models.CharField(choices=[('active', 'works'), ('inactive', 'does not work now'), ('temporarily closed', 'closed for a while'), ('defunct', 'is no more')], default='active', max_length=20)),
                ('how_to_apply', spona.reference.words.WordsField(blank=True, default=dict)),
                ('fees', spona.reference.words.WordsField(blank=True, default=dict)),
                ('wait', spona.reference.words.WordsField(blank=True, default=dict)),
                ('eligibility', spona.reference.words.WordsField(blank=True, default=dict)),
                ('minimum_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('maximum_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('interpretation', spona.reference.words.WordsField(blank=True, default=dict)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('url', models.URLField(blank=True)),
                ('alert', spona.reference.words.WordsField(blank=True, default=dict)),
                ('public', models.BooleanField(default=True)),
                ('note', models.TextField(blank=True)),
                ('response_hours', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('everywhere', models.BooleanField(default=False)),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('example', models.BooleanField(default=False)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(choices=[('high', 'read in a source'), ('medium', 'partly read in a source'), ('low', 'general knowledge, unverified'), ('entered', 'entered by a member of the network')], default='entered', max_length=10)),
                ('external_source', models.CharField(blank=True, max_length=80)),
                ('external_id', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='directory.institution')),
            ],
            options={
                'ordering': ['kind', 'institution__code', 'created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RequiredDocument',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', spona.reference.words.WordsField()),
                ('url', models.URLField(blank=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='required_documents', to='services.service')),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40)),
                ('extension', models.PositiveIntegerField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('voice', 'phone'), ('cell', 'mobile phone'), ('text', 'text messages'), ('fax', 'fax'), ('textphone', 'text phone for the deaf')], default='voice', max_length=10)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('front_gate', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phones', to='services.location')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phones', to='services.service')),
            ],
            options={
                'ordering': ['order', 'kind', 'number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Language',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60)),
                ('with_interpreter', models.BooleanField(default=False)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='languages', to='services.service')),
            ],
            options={
                'ordering': ['with_interpreter', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='services.service')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Cost',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='costs', to='services.service')),
            ],
            options={
                'ordering': ['amount', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('resource', models.SlugField(max_length=30)),
                ('resource_id', models.UUIDField()),
                ('kind', models.CharField(choices=[('create', 'added'), ('update', 'changed'), ('delete', 'removed')], max_length=6)),
                ('field', models.SlugField(blank=True, max_length=40)),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='services.service')),
            ],
            options={
                'ordering': ['-at', 'resource', 'field', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=60)),
                ('public', models.BooleanField(default=False)),
                ('example', models.BooleanField(default=False)),
                ('running', models.BooleanField(default=True)),
                ('confirmed_on', models.DateField(null=True)),
                ('full_until', models.DateTimeField(null=True)),
                ('languages', models.CharField(default=' ', max_length=200)),
                ('search_key', models.TextField(blank=True)),
                ('sort_key', models.CharField(blank=True, max_length=80)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.institution')),
                ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reference.town')),
                ('hours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cards', to='services.hours')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='services.service')),
            ],
            options={
                'ordering': ['sort_key', 'service'],
            },
        ),
        migrations.CreateModel(
            name='Capacity',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('unit', spona.reference.words.WordsField()),
                ('places', models.PositiveIntegerField(blank=True, null=True)),
                ('free', models.PositiveIntegerField(blank=True, null=True)),
                ('full_until', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField()),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='capacity', to='services.service')),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ServiceAtLocation',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services_here', to='services.location')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='at_locations', to='services.service')),
            ],
            options={
                'ordering': ['location__town__slug', 'location__address', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('freq', models.CharField(choices=[('WEEKLY', 'each week'), ('MONTHLY', 'each month')], default='WEEKLY', max_length=8)),
                ('interval', models.PositiveSmallIntegerField(default=1)),
                ('byday', models.CharField(blank=True, max_length=80)),
                ('bymonthday', models.CharField(blank=True, max_length=120)),
                ('wkst', models.CharField(default='MO', max_length=2)),
                ('dtstart', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('count', models.PositiveIntegerField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('all_day', models.BooleanField(default=False)),
                ('opens_at', models.TimeField(blank=True, null=True)),
                ('closes_at', models.TimeField(blank=True, null=True)),
                ('holidays', models.CharField(choices=[('closed', 'closed on public holidays'), ('open', 'open on public holidays too')], default='closed', max_length=6)),
                ('attending_type', models.CharField(blank=True, max_length=60)),
                ('notes', spona.reference.words.WordsField(blank=True, default=dict)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='services.service')),
                ('at_location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='services.serviceatlocation')),
            ],
            options={
                'ordering': ['order', 'opens_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ServiceImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(blank=True, max_length=80)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('content', models.BinaryField(null=True)),
                ('sha256', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('taken_over_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ['-sent_at'],
            },
        ),
        migrations.CreateModel(
            name='ServiceTown',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='towns_served', to='services.service')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.town')),
            ],
            options={
                'ordering': ['town__slug'],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('nothing', models.BooleanField(default=False)),
                ('typed_at', models.DateTimeField(null=True)),
                ('second_hand', models.BooleanField(default=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('typed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('year', 'quarter', 'institution__code'),
            },
        ),
        migrations.CreateModel(
            name='SpecialDays',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('opens_at', models.TimeField(blank=True, null=True)),
                ('closes_at', models.TimeField(blank=True, null=True)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='special_days', to='services.service')),
            ],
            options={
                'ordering': ['first_day', 'last_day', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Total',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=60)),
                ('number', models.PositiveIntegerField(null=True)),
                ('typed_at', models.DateTimeField()),
                ('second_hand', models.BooleanField(default=False)),
                ('replaced_at', models.DateTimeField(null=True)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='totals', to='services.sheet')),
                ('typed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('kind', 'typed_at'),
            },
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('confidential', False), models.Q(('accessibility', []), ('address', ''), ('external_id', ''), ('latitude', None), ('longitude', None), ('postal_code', ''), ('transport', {}), ('url', ''), ('words', {})), _connector='OR'), name='location_confidential_says_nothing'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), _connector='OR'), name='location_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('institution', 'external_source', 'external_id'), name='location_imported_once'),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['ends_at', 'starts_at', 'hours'], name='opening_by_end'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='opening_lasts_a_while'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['institution', 'kind'], name='service_of_institution'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['changed_at'], name='service_by_change'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('everywhere', True)), fields=['everywhere'], name='service_everywhere'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_age', None), ('maximum_age', None), ('maximum_age__gte', models.F('minimum_age')), _connector='OR'), name='service_ages_in_order'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minimum_age', None), ('minimum_age__lte', 120), _connector='OR'), models.Q(('maximum_age', None), ('maximum_age__lte', 120), _connector='OR')), name='service_ages_of_people'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), ('confirmed_on__isnull', False), _connector='OR'), name='service_confirmed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(('status', 'defunct'), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='service_end_says_why'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('institution', 'external_source', 'external_id'), name='service_imported_once'),
        ),
        migrations.AddConstraint(
            model_name='phone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('location__isnull', False), ('service', None)), models.Q(('location', None), ('service__isnull', False)), _connector='OR'), name='service_phone_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='phone',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='service_phone_has_a_number'),
        ),
        migrations.AddConstraint(
            model_name='phone',
            constraint=models.UniqueConstraint(condition=models.Q(('extension', None)), fields=('service', 'number', 'kind'), name='service_phone_once'),
        ),
        migrations.AddConstraint(
            model_name='language',
            constraint=models.UniqueConstraint(fields=('service', 'code'), name='service_language_once'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.UniqueConstraint(fields=('service', 'code'), name='service_exclusion_once'),
        ),
        migrations.AddConstraint(
            model_name='cost',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), models.Q(('amount__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='service_cost_has_its_currency'),
        ),
        migrations.AddConstraint(
            model_name='cost',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='service_cost_valid_in_order'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['service', '-at'], name='change_of_service'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['resource', 'resource_id'], name='change_of_resource'),
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(fields=['town', 'kind', 'sort_key', 'service'], name='card_by_town_kind'),
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(fields=['town', 'sort_key', 'service'], name='card_by_town'),
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(fields=['town', 'public', 'example', 'sort_key', 'service', 'confirmed_on', 'kind', 'hours', 'full_until', 'languages'], name='card_for_everybody'),
        ),
        migrations.AddConstraint(
            model_name='card',
            constraint=models.UniqueConstraint(condition=models.Q(('town', None)), fields=('service',), name='card_of_all_towns_once'),
        ),
        migrations.AddConstraint(
            model_name='card',
            constraint=models.UniqueConstraint(fields=('service', 'town'), name='card_of_a_town_once'),
        ),
        migrations.AddConstraint(
            model_name='capacity',
            constraint=models.CheckConstraint(condition=models.Q(('places', None), ('free', None), ('free__lte', models.F('places')), _connector='OR'), name='capacity_not_more_free_than_there_are'),
        ),
        migrations.AddConstraint(
            model_name='serviceatlocation',
            constraint=models.UniqueConstraint(fields=('service', 'location'), name='service_at_location_once'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_location__isnull', False), ('service', None)), models.Q(('at_location', None), ('service__isnull', False)), _connector='OR'), name='schedule_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('interval__gte', 1)), name='schedule_interval'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('all_day', True), ('closes_at', None), ('opens_at', None)), models.Q(('all_day', False), ('closes_at__isnull', False), ('opens_at__isnull', False), models.Q(('opens_at', models.F('closes_at')), _negated=True)), _connector='OR'), name='schedule_opens_for_a_while'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='schedule_valid_in_order'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('dtstart', None), ('until', None), ('until__gte', models.F('dtstart')), _connector='OR'), name='schedule_until_after_start'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('interval', 1), ('count', None)), ('dtstart__isnull', False), _connector='OR'), name='schedule_interval_has_its_start'),
        ),
        migrations.AddConstraint(
            model_name='servicetown',
            constraint=models.UniqueConstraint(fields=('service', 'town'), name='service_town_once'),
        ),
        migrations.AddIndex(
            model_name='sheet',
            index=models.Index(fields=['network', 'year', 'quarter'], name='sheet_of_network'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(fields=('institution', 'network', 'year', 'quarter'), name='sheet_once'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='sheet_quarter_of_four'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('nothing', False), ('typed_at__isnull', False), _connector='OR'), name='sheet_nothing_is_typed'),
        ),
        migrations.AddConstraint(
            model_name='specialdays',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='special_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='specialdays',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closes_at', None), ('opens_at', None)), models.Q(('closes_at__isnull', False), ('opens_at__isnull', False), models.Q(('opens_at', models.F('closes_at')), _negated=True)), _connector='OR'), name='special_days_open_for_a_while'),
        ),
        migrations.AddConstraint(
            model_name='total',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('sheet', 'kind'), name='total_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='total',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('number', 0), ('number__gte', 5), _connector='OR'), name='total_is_never_small'),
        ),
        migrations.AddConstraint(
            model_name='total',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_at', None), ('replaced_at__gte', models.F('typed_at')), _connector='OR'), name='total_replaced_afterwards'),
        ),
    ]
