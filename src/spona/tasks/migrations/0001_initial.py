import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deadlines', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=40)),
                ('subject_kind', models.SlugField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('reference', models.CharField(blank=True, max_length=12)),
                ('due_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.SlugField(blank=True, max_length=40)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('deadline', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deadlines.deadline')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='task_subject'), models.Index(condition=models.Q(('done_at', None)), fields=['owner'], name='task_of_owner'), models.Index(condition=models.Q(('done_at', None)), fields=['institution'], name='task_of_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None), ('institution__isnull', False)), fields=('kind', 'subject_kind', 'subject_id', 'institution'), name='task_open_once'), models.UniqueConstraint(condition=models.Q(('done_at', None), ('institution', None)), fields=('kind', 'subject_kind', 'subject_id', 'network'), name='task_open_once_on_the_desk'), models.CheckConstraint(condition=models.Q(('institution__isnull', False), ('network__isnull', False), _connector='OR'), name='task_belongs_to_somebody'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('done_at__isnull', False), _connector='OR'), name='task_confirmed_after_done')],
            },
        ),
    ]
