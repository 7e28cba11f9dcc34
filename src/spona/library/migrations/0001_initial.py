import django.db.models.deletion
import spona.reference.words
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('attachments', '0001_initial'),
        ('directory', '0001_initial'),
        ('projects', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('publish_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('example', models.BooleanField(default=False)),
                ('page', models.SlugField(max_length=40)),
                ('language', models.SlugField(max_length=60)),
                ('content_type', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('confirmed_by', models.CharField(max_length=120)),
                ('confirmed_on', models.DateField()),
                ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('page', 'language', '-written_at'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('news', 'News'), ('page', 'Page')], max_length=4)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('written_at', models.DateTimeField()),
                ('example', models.BooleanField(default=False)),
                ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-written_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('alt', spona.reference.words.WordsField()),
                ('credit', models.CharField(blank=True, max_length=160)),
                ('put_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('put_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-put_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('title', spona.reference.words.WordsField()),
                ('summary', spona.reference.words.WordsField(blank=True, default=dict)),
                ('body', spona.reference.words.WordsField(blank=True, default=dict)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('written_at', models.DateTimeField()),
                ('from_number', models.PositiveIntegerField(null=True)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='library.article')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('cover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture')),
                ('pictures', models.ManyToManyField(related_name='versions', to='library.picture')),
            ],
            options={
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='PictureFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('content', models.BinaryField()),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='library.picture')),
            ],
            options={
                'ordering': ('width',),
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('publish_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('example', models.BooleanField(default=False)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', spona.reference.words.WordsField()),
                ('text', spona.reference.words.WordsField(blank=True, default=dict)),
                ('authors', models.CharField(blank=True, max_length=300)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('licence', models.SlugField(blank=True, max_length=60)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('read', models.CharField(choices=[('waits', 'being read'), ('whole', 'searchable'), ('part', 'searchable in part'), ('nothing', 'has no words to search, perhaps a scan')], default='waits', max_length=8)),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('cover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture')),
                ('networks', models.ManyToManyField(related_name='+', to='directory.network')),
                ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('-year', '-written_at', 'pk'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublicationPage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('folded', models.TextField()),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='library.publication')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='RecordingBytes',
            fields=[
                ('recording', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='bytes', serialize=False, to='library.recording')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='TranslationConfirmed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40)),
                ('language', models.SlugField(max_length=60)),
                ('digest', models.CharField(max_length=64)),
                ('confirmed_by', models.CharField(max_length=120)),
                ('confirmed_on', models.DateField()),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('key', 'language', '-written_at'),
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='library.article')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='library.articleversion')),
            ],
            options={
                'ordering': ('-starts_at', '-decided_at'),
                'indexes': [models.Index(fields=['article', 'starts_at'], name='appearance_of_article')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('publish_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('example', models.BooleanField(default=False)),
                ('title', spona.reference.words.WordsField()),
                ('text', spona.reference.words.WordsField(blank=True, default=dict)),
                ('place', spona.reference.words.WordsField(blank=True, default=dict)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('all_day', models.BooleanField(default=False)),
                ('contact', models.CharField(blank=True, max_length=160)),
                ('called_off_at', models.DateTimeField(null=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.network')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
                ('town', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.town')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.member')),
            ],
            options={
                'ordering': ('starts_at', 'pk'),
                'abstract': False,
                'indexes': [models.Index(fields=['starts_at'], name='event_by_start')],
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('publish_at__isnull', False), ('withdrawn_at__gte', models.F('publish_at'))), _connector='OR'), name='event_withdrawn_after_it_appeared'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_it_begins')],
            },
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('alt', {}), _negated=True), name='picture_says_what_it_shows'),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='article_version_once'),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.CheckConstraint(condition=models.Q(('title', {}), _negated=True), name='article_version_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='picturefile',
            constraint=models.UniqueConstraint(fields=('picture', 'width'), name='picture_width_once'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('publish_at__isnull', False), ('withdrawn_at__gte', models.F('publish_at'))), _connector='OR'), name='publication_withdrawn_after_it_appeared'),
        ),
        migrations.AddConstraint(
            model_name='publicationpage',
            constraint=models.UniqueConstraint(fields=('publication', 'number'), name='publication_page_once'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('publish_at__isnull', False), ('withdrawn_at__gte', models.F('publish_at'))), _connector='OR'), name='recording_withdrawn_after_it_appeared'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', ''), _negated=True), name='recording_somebody_stands_for_it'),
        ),
        migrations.AddConstraint(
            model_name='translationconfirmed',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('key', 'language', 'digest'), name='translation_confirmed_once'),
        ),
    ]
