import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('meetings', '0001_initial'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('opened_by', models.CharField(choices=[('report', 'report'), ('self_report', 'who came by themselves'), ('referral', 'referral')], max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('joined_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined_from', to='cases.case')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('owner_institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('addressee_mark', models.CharField(blank=True, max_length=64)),
                ('part_codes', models.CharField(max_length=64)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseExclusion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Conference',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conferences', to='cases.case')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conference', to='meetings.meeting')),
                ('refusal', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
            ],
        ),
        migrations.CreateModel(
            name='Decided',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decided', to='cases.conference')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decided', to='meetings.decision')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('tab', models.CharField(blank=True, max_length=43)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rests_on', models.CharField(blank=True, choices=[('duty', 'what the law asks'), ('agreement', "the person's agreement"), ('unnamed', 'nothing that says who the person is')], max_length=10)),
                ('opened_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conference_guests', to='cases.agreement')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='cases.conference')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='guest', to='meetings.invitation')),
                ('packet', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LightNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField()),
                ('review_on', models.DateField()),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('report', 'report'), ('referral', 'referral'), ('transfer', 'transfer'), ('question', 'question')], max_length=10)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('awaiting_approval', 'waits for a second person'), ('standby', 'named as the second'), ('sent', 'sent'), ('opened', 'opened'), ('needs_information', 'needs more information'), ('accepted', 'accepted'), ('in_work', 'in work'), ('done', 'closed'), ('awaiting_competent', 'awaiting the competent body'), ('forwarded', 'not competent – forwarded'), ('no_place', 'no place'), ('withdrawn', 'withdrawn'), ('expired', 'expired')], default='sent', max_length=20)),
                ('on_paper', models.BooleanField(default=False)),
                ('rests_on', models.CharField(choices=[('duty', 'what the law asks'), ('agreement', "the person's agreement"), ('unnamed', 'nothing that says who the person is')], max_length=10)),
                ('sent_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.SlugField(blank=True, max_length=40)),
                ('agreement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='cases.agreement')),
                ('forwarded_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='forwarded_to', to='cases.referral')),
                ('from_case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals_out', to='cases.case')),
                ('from_network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('packet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('paper_institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recipient_institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('sender_institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('to_case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals_in', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('verb', models.SlugField(max_length=20)),
                ('from_state', models.CharField(choices=[('draft', 'draft'), ('awaiting_approval', 'waits for a second person'), ('standby', 'named as the second'), ('sent', 'sent'), ('opened', 'opened'), ('needs_information', 'needs more information'), ('accepted', 'accepted'), ('in_work', 'in work'), ('done', 'closed'), ('awaiting_competent', 'awaiting the competent body'), ('forwarded', 'not competent – forwarded'), ('no_place', 'no place'), ('withdrawn', 'withdrawn'), ('expired', 'expired')], max_length=20)),
                ('to_state', models.CharField(choices=[('draft', 'draft'), ('awaiting_approval', 'waits for a second person'), ('standby', 'named as the second'), ('sent', 'sent'), ('opened', 'opened'), ('needs_information', 'needs more information'), ('accepted', 'accepted'), ('in_work', 'in work'), ('done', 'closed'), ('awaiting_competent', 'awaiting the competent body'), ('forwarded', 'not competent – forwarded'), ('no_place', 'no place'), ('withdrawn', 'withdrawn'), ('expired', 'expired')], max_length=20)),
                ('at', models.DateTimeField()),
                ('second_hand', models.BooleanField(default=False)),
                ('reason', models.SlugField(blank=True, max_length=40)),
                ('by_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('to_institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('to_network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.referral')),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='cases.referral')),
            ],
        ),
        migrations.CreateModel(
            name='RegistryNumber',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='cases.referral')),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['owner_institution', 'opened_at'], name='case_of_owner'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['case', 'recipient'], name='agreement_of_case'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='agreement_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='caseexclusion',
            index=models.Index(fields=['mark'], name='excluded_mark'),
        ),
        migrations.AddConstraint(
            model_name='caseexclusion',
            constraint=models.UniqueConstraint(fields=('case', 'mark'), name='excluded_once'),
        ),
        migrations.AddIndex(
            model_name='conference',
            index=models.Index(fields=['until'], name='conference_until'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['member', 'updated_at'], name='draft_of_member'),
        ),
        migrations.AddIndex(
            model_name='lightnote',
            index=models.Index(fields=['review_on'], name='light_note_review'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['recipient_institution', 'state'], name='referral_queue'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['sender_institution', 'sent_at'], name='referral_sent'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['network', 'state'], name='referral_network'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('sender_institution', models.F('recipient_institution')), _negated=True), name='referral_goes_to_another'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), _negated=True), name='referral_row_is_no_draft'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['withdrawn', 'expired']), _negated=True), fields=('forwarded_from',), name='referral_goes_on_once'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(fields=['referral', 'at'], name='move_of_referral'),
        ),
        migrations.AddIndex(
            model_name='exclusion',
            index=models.Index(fields=['mark'], name='exclusion_mark'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.UniqueConstraint(fields=('referral', 'mark'), name='exclusion_once'),
        ),
        migrations.AddConstraint(
            model_name='registrynumber',
            constraint=models.UniqueConstraint(fields=('referral', 'institution'), name='registry_number_once'),
        ),
    ]
