import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
                ('kind', models.SlugField(max_length=40)),
                ('reference', models.CharField(blank=True, max_length=12)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(default='sr', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('mail_error', models.CharField(blank=True, max_length=40)),
                ('refused_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
                'indexes': [models.Index(fields=['account_id', '-created_at'], name='notice_of_account'), models.Index(condition=models.Q(('read_at', None)), fields=['account_id'], name='notice_unread'), models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='notice_mail_waits'), models.Index(condition=models.Q(('refused_at__isnull', False)), fields=['account_id', 'refused_at'], name='notice_mail_refused')],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', ''), ('next_try_at__isnull', False), _connector='OR'), name='notice_address_until_sent')],
            },
        ),
    ]
