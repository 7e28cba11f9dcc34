"""What editors fill in."""

from spona.library.forms.articles import ArticleForm, PublishForm, ShowForm
from spona.library.forms.events import EventForm
from spona.library.forms.pictures import PictureForm, PictureWordsForm
from spona.library.forms.publications import FileForm, NewPublicationForm, PublicationForm
from spona.library.forms.recordings import PhrasesForm, RecordingForm

__all__ = [
    "ArticleForm",
    "EventForm",
    "FileForm",
    "NewPublicationForm",
    "PhrasesForm",
    "PictureForm",
    "PictureWordsForm",
    "PublicationForm",
    "PublishForm",
    "RecordingForm",
    "ShowForm",
]
