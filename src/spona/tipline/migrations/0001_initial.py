import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('directory', '0001_initial'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tip',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('state', models.CharField(choices=[('arrived', 'not yet read'), ('read', 'read'), ('taken_over', 'taken over'), ('closed', 'closed')], default='arrived', max_length=12)),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('last_visit_on', models.DateField()),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tips', to='cases.case')),
                ('code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.code')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='tipline.tip')),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('read_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addressees', to='tipline.tip')),
            ],
        ),
        migrations.CreateModel(
            name='TipExclusion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='tipline.tip')),
            ],
        ),
        migrations.CreateModel(
            name='TipRoute',
            fields=[
                ('mac', models.BinaryField(default=b'', max_length=32)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
            ],
        ),
        migrations.AddIndex(
            model_name='tip',
            index=models.Index(fields=['network', 'state'], name='tip_network'),
        ),
        migrations.AddIndex(
            model_name='tip',
            index=models.Index(fields=['state', 'last_visit_on'], name='tip_forget'),
        ),
        migrations.AddConstraint(
            model_name='tip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken_over'), _negated=True), ('institution__isnull', False), _connector='OR'), name='tip_taken_over_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['tip', 'at'], name='message_of_tip'),
        ),
        migrations.AddConstraint(
            model_name='addressee',
            constraint=models.UniqueConstraint(fields=('tip', 'institution'), name='tip_addressed_once'),
        ),
        migrations.AddIndex(
            model_name='tipexclusion',
            index=models.Index(fields=['mark'], name='tip_exclusion_mark'),
        ),
        migrations.AddConstraint(
            model_name='tipexclusion',
            constraint=models.UniqueConstraint(fields=('tip', 'mark'), name='tip_exclusion_once'),
        ),
        migrations.AddConstraint(
            model_name='tiproute',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='tip_route_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='tiproute',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('network', 'institution'), name='tip_route_open_once'),
        ),
    ]
