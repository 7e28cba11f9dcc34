import django.db.models.deletion
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
            name='FoundingDocument',
            fields=[
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(blank=True, max_length=60)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('signed_precision', models.CharField(blank=True, choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('about', 'about that year')], max_length=10)),
                ('reports_to', models.CharField(blank=True, max_length=200)),
                ('quorum', models.CharField(choices=[('none', 'The act says nothing'), ('more_than_half', 'More than half'), ('two_thirds', 'At least two thirds'), ('share', 'Another share, in percent'), ('number', 'A number of institutions')], default='none', max_length=20)),
                ('quorum_number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('remind_days', models.PositiveSmallIntegerField(default=60)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('certainty', models.CharField(choices=[('high', 'read in a source'), ('medium', 'partly read in a source'), ('low', 'general knowledge, unverified'), ('entered', 'entered by a member of the network')], max_length=10)),
                ('former_ends_on', models.DateField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, max_length=200)),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('coordinated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('deputised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='founding_documents', to='directory.network')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mandates.foundingdocument')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ['network', '-starts_on', '-written_at'],
            },
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('signed_by', models.CharField(blank=True, max_length=120)),
                ('source', models.TextField(blank=True)),
                ('certainty', models.CharField(choices=[('high', 'read in a source'), ('medium', 'partly read in a source'), ('low', 'general knowledge, unverified'), ('entered', 'entered by a member of the network')], max_length=10)),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatories', to='mandates.foundingdocument')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ['document', 'institution__sector', 'institution__code'],
            },
        ),
        migrations.CreateModel(
            name='Switch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60)),
                ('blocks', models.BooleanField(default=False)),
                ('turned_at', models.DateTimeField()),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('turned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
        ),
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60)),
                ('done_on', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('document', models.CharField(blank=True, max_length=80)),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ['network', 'institution', 'code', '-done_on'],
                'indexes': [models.Index(fields=['network', 'institution', 'code'], name='condition_of_whom')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('done_on')), _connector='OR'), name='condition_ends_after_it_begins')],
            },
        ),
        migrations.AddIndex(
            model_name='foundingdocument',
            index=models.Index(fields=['network', 'starts_on'], name='founding_document_of_network'),
        ),
        migrations.AddConstraint(
            model_name='foundingdocument',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='founding_document_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='foundingdocument',
            constraint=models.CheckConstraint(condition=models.Q(('signed_on', None), models.Q(('signed_precision', ''), _negated=True), _connector='OR'), name='founding_document_says_how_exact'),
        ),
        migrations.AddConstraint(
            model_name='foundingdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quorum__in', ['number', 'share']), ('quorum_number__gte', 1)), models.Q(models.Q(('quorum__in', ['number', 'share']), _negated=True), ('quorum_number', None)), _connector='OR'), name='founding_document_quorum_with_its_number'),
        ),
        migrations.AddConstraint(
            model_name='foundingdocument',
            constraint=models.CheckConstraint(condition=models.Q(('deputised_by', None), ('coordinated_by', None), models.Q(('deputised_by', models.F('coordinated_by')), _negated=True), _connector='OR'), name='founding_document_deputy_is_another'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('document', 'institution'), name='signatory_once'),
        ),
        migrations.AddConstraint(
            model_name='switch',
            constraint=models.UniqueConstraint(fields=('network', 'code'), name='switch_once'),
        ),
    ]
