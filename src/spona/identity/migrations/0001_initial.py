import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('login', models.CharField(max_length=40, unique=True)),
                ('language', models.CharField(default='sr', max_length=10)),
                ('theme', models.CharField(blank=True, choices=[('', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='', max_length=5)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('disabled_at', models.DateTimeField(null=True)),
                ('cost_memory_kib', models.PositiveIntegerField()),
                ('cost_time', models.PositiveIntegerField()),
                ('cost_parallelism', models.PositiveIntegerField()),
                ('salt', models.BinaryField(max_length=16)),
                ('usk_by_password_sealed', models.BinaryField()),
                ('usk_by_code_sealed', models.BinaryField()),
                ('usk_by_next_code_sealed', models.BinaryField(null=True)),
                ('code_confirmed_at', models.DateTimeField(null=True)),
                ('private_key_sealed', models.BinaryField()),
                ('public_key', models.BinaryField(max_length=32)),
                ('key_mac', models.BinaryField(max_length=32)),
                ('key_version', models.PositiveIntegerField(default=0)),
                ('key_changed_at', models.DateTimeField(null=True)),
                ('previous_sealed', models.BinaryField(null=True)),
                ('wraps_mac', models.BinaryField(max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('codes_full_at', models.DateTimeField(null=True)),
                ('wrong_codes', models.PositiveIntegerField(default=0)),
                ('wrong_code_mailed_at', models.DateTimeField(null=True)),
                ('new_browser_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='SpentChallenge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seed_sealed', models.BinaryField()),
                ('next_seed_sealed', models.BinaryField(null=True)),
                ('last_step', models.PositiveBigIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KnownBrowser',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_mac', models.CharField(max_length=64)),
                ('used_on', models.DateField(db_index=True)),
                ('codes_full_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SecurityKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('counter', models.PositiveBigIntegerField(default=0)),
                ('used_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('half_hash', models.BinaryField(max_length=32)),
                ('auth_hash', models.CharField(max_length=64)),
                ('usk_sealed', models.BinaryField(null=True)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('active_at', models.DateTimeField(db_index=True)),
                ('locked_at', models.DateTimeField(null=True)),
                ('stepped_up_at', models.DateTimeField(null=True)),
                ('acting_member', models.UUIDField(null=True)),
                ('factor', models.CharField(blank=True, choices=[('app', 'App on the phone'), ('card', 'Card with one-time codes'), ('key', 'Security key')], default='', max_length=4)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('browser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='identity.knownbrowser')),
            ],
        ),
        migrations.CreateModel(
            name='CardCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code_mac', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'code_mac'), name='identity_card_code')],
            },
        ),
        migrations.AddConstraint(
            model_name='knownbrowser',
            constraint=models.UniqueConstraint(fields=('account', 'token_mac'), name='identity_known_browser_once'),
        ),
    ]
