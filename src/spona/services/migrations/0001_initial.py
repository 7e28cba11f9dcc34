import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
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
                'indexes': [models.Index(fields=['network', 'year', 'quarter'], name='sheet_of_network')],
                'constraints': [models.UniqueConstraint(fields=('institution', 'network', 'year', 'quarter'), name='sheet_once'), models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='sheet_quarter_of_four'), models.CheckConstraint(condition=models.Q(('nothing', False), ('typed_at__isnull', False), _connector='OR'), name='sheet_nothing_is_typed')],
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('sheet', 'kind'), name='total_stands_once'), models.CheckConstraint(condition=models.Q(('number', None), ('number', 0), ('number__gte', 5), _connector='OR'), name='total_is_never_small'), models.CheckConstraint(condition=models.Q(('replaced_at', None), ('replaced_at__gte', models.F('typed_at')), _connector='OR'), name='total_replaced_afterwards')],
            },
        ),
    ]
