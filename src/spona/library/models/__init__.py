"""Articles with their versions, pictures, publications, events, and what is spoken or confirmed."""

from spona.library.models.articles import Appearance, Article, ArticleVersion, Kind, shown_state
from spona.library.models.events import Event
from spona.library.models.pictures import Picture, PictureFile
from spona.library.models.publications import Publication, PublicationPage
from spona.library.models.recordings import (
    SPOKEN,
    Recording,
    RecordingBytes,
    TranslationConfirmed,
)
from spona.library.models.visibility import Shown

__all__ = [
    "SPOKEN",
    "Appearance",
    "Article",
    "ArticleVersion",
    "Event",
    "Kind",
    "Picture",
    "PictureFile",
    "Publication",
    "PublicationPage",
    "Recording",
    "RecordingBytes",
    "Shown",
    "TranslationConfirmed",
    "shown_state",
]
