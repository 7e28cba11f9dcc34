"""Put a picture in, or change its words."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.forms.text import text_field
from spona.library.forms.fields import BytesField, LargeForm, PlaceField, WordsForm
from spona.library.models import Picture
from spona.reference.forms import CreatingForm


class PictureWordsForm(WordsForm):
    worded: ClassVar[tuple[str, ...]] = ("alt",)

    alt_sr = text_field(
        _("What the picture shows"),
        length=300,
        help_text=_(
            "In Cyrillic. Who cannot see it hears this, so say what one sees, not that it "
            "is a picture."
        ),
        error_messages={
            "required": _("Say in words what the picture shows: who cannot see it reads that.")
        },
    )
    alt_en = text_field(_("The same in English"), length=300, required=False)
    alt_hu = text_field(_("The same in Hungarian"), length=300, required=False)
    credit = text_field(
        _("Who made it"), length=160, required=False, help_text=_("It stands under the picture.")
    )

    @staticmethod
    def as_it_is(picture: Picture) -> dict[str, Any]:
        return PictureWordsForm.as_written(picture) | {"credit": picture.credit}


class PictureForm(LargeForm, PictureWordsForm, CreatingForm):
    file = BytesField(
        label=_("Picture"),
        accept=".jpg,.jpeg,.png,.webp",
        help_text=_(
            "A JPEG, PNG or WebP, up to 10 MB. Place, day and name that a camera wrote "
            "into it are left out."
        ),
        error_messages={"required": _("Choose a file first.")},
    )
    place = PlaceField()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.offer(actor)
        # A picture belongs to a network or to all; a project shows those for all.
        place.choices = [one for one in place.choices if not str(one[0]).startswith("p:")]
