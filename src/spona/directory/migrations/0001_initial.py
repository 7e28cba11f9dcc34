import django.db.models.deletion
import django.utils.timezone
import spona.reference.words
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('reference', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('words', spona.reference.words.WordsField()),
                ('sector', models.SlugField(max_length=60)),
                ('role_words', models.CharField(blank=True, max_length=200)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('confidential', models.BooleanField(default=False)),
                ('contact_email', models.EmailField(blank=True, max_length=254, null=True)),
                ('website', models.URLField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(choices=[('high', 'read in a source'), ('medium', 'partly read in a source'), ('low', 'general knowledge, unverified'), ('entered', 'entered by a member of the network')], max_length=10)),
                ('example', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='directory.institution')),
                ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='reference.town')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('roles', models.JSONField(blank=True, default=list)),
                ('position', models.CharField(blank=True, max_length=120)),
                ('end_reason', models.CharField(blank=True, max_length=200)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='directory.institution')),
            ],
            options={
                'ordering': ['person__name', 'starts_on'],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('words', spona.reference.words.WordsField()),
                ('form', models.SlugField(blank=True, max_length=60)),
                ('act', models.SlugField(blank=True, max_length=60)),
                ('founded_on', models.DateField(blank=True, null=True)),
                ('founded_precision', models.CharField(blank=True, choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('time_zone', models.CharField(default='Europe/Belgrade', max_length=60)),
                ('kind', models.CharField(choices=[('real', 'real'), ('example', 'example')], default='real', max_length=10)),
                ('practice', models.BooleanField(default=False)),
                ('casework_open', models.BooleanField(default=False)),
                ('casework_opened_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('coordinated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coordinates', to='directory.institution')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='networks', to='reference.town')),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='NetworkRole',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.SlugField(max_length=40)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='network_roles', to='directory.member')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='directory.network')),
            ],
            options={
                'ordering': ['network', 'role', 'starts_on'],
            },
        ),
        migrations.CreateModel(
            name='NetworkTown',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='towns_served', to='directory.network')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='networks_served', to='reference.town')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('example', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='OnboardingCondition',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(choices=[('joint_controllers', 'Joint-controller agreement signed'), ('processor_contract', 'Processor contract signed'), ('impact_assessment', 'Impact assessment adopted'), ('intake_holders', 'Intake officers named, in the centre for social work at least two'), ('paper_keys', 'Paper keys lie in the safes of those who hold a key'), ('duty_numbers', 'Duty numbers called and answered')], max_length=20)),
                ('done_on', models.DateField()),
                ('document', models.CharField(blank=True, max_length=80)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='directory.network')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
            ],
            options={
                'ordering': ['network', 'code'],
            },
        ),
        migrations.AddField(
            model_name='member',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='directory.person'),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('roles', models.JSONField(default=list)),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='directory.institution')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('prepared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='directory.person')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('emergency', 'Police, emergency'), ('on_call', 'On call outside working hours'), ('centre', 'The Centre'), ('helpline', 'Helpline'), ('office', 'Office')], max_length=12)),
                ('number', models.CharField(max_length=40)),
                ('words', spona.reference.words.WordsField(blank=True, default=dict)),
                ('source', models.TextField()),
                ('certainty', models.CharField(choices=[('high', 'read in a source'), ('medium', 'partly read in a source'), ('low', 'general knowledge, unverified'), ('entered', 'entered by a member of the network')], max_length=10)),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to='reference.town')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to='directory.institution')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
            ],
            options={
                'ordering': ['kind', 'number'],
            },
        ),
        migrations.CreateModel(
            name='CaseworkConfirmation',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('coordinator', 'Coordinator'), ('data_protection_officer', 'Data-protection officer')], max_length=30)),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='directory.network')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('standing', models.CharField(choices=[('member', 'member'), ('partner', 'partner')], default='member', max_length=10)),
                ('mandate_starts_on', models.DateField(blank=True, null=True)),
                ('mandate_ends_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats_deputised', to='directory.member')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='directory.institution')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats_held', to='directory.member')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='directory.network')),
            ],
            options={
                'ordering': ['network', 'institution__sector', 'institution__code'],
            },
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=models.CheckConstraint(condition=models.Q(('confidential', False), ('address', ''), _connector='OR'), name='directory_confidential_has_no_address'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('founded_on', None), models.Q(('founded_precision', ''), _negated=True), _connector='OR'), name='directory_founding_says_how_exact'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('casework_open', False), ('casework_opened_at__isnull', False), _connector='OR'), name='directory_casework_has_its_date'),
        ),
        migrations.AddConstraint(
            model_name='networkrole',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='directory_role_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='networkrole',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('network', 'member', 'role'), name='directory_role_open_once'),
        ),
        migrations.AddConstraint(
            model_name='networkrole',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None), ('role', 'coordinator')), fields=('network',), name='directory_one_coordinator'),
        ),
        migrations.AddConstraint(
            model_name='networktown',
            constraint=models.UniqueConstraint(fields=('network', 'town'), name='directory_town_served_once'),
        ),
        migrations.AddConstraint(
            model_name='onboardingcondition',
            constraint=models.UniqueConstraint(fields=('network', 'code'), name='directory_condition_once'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='directory_member_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('person', 'institution'), name='directory_member_open_once'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('certainty', ''), _negated=True), models.Q(('number', ''), _negated=True)), name='directory_number_says_how_sure'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institution', 'kind', 'number'), name='directory_number_once'),
        ),
        migrations.AddConstraint(
            model_name='caseworkconfirmation',
            constraint=models.UniqueConstraint(fields=('network', 'part'), name='directory_one_signature_a_part'),
        ),
        migrations.AddConstraint(
            model_name='caseworkconfirmation',
            constraint=models.UniqueConstraint(fields=('network', 'person'), name='directory_one_signature_a_person'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='directory_seat_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('network', 'institution'), name='directory_seat_open_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('member', None), ('deputy', None), models.Q(('member', models.F('deputy')), _negated=True), _connector='OR'), name='directory_deputy_is_somebody_else'),
        ),
    ]
