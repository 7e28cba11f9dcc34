"""Projects: so far only what other rooms point at."""

from __future__ import annotations

import uuid

from django.db import models

from spona.reference.words import WordsField


class Project(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    words = WordsField()
    networks = models.ManyToManyField("directory.Network", related_name="projects")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.words)
