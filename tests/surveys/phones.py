"""A phone as ODK Collect asks, against Django's own client; the real engine is in `Collect.java`."""

from __future__ import annotations

import base64
import io
import uuid
from xml.etree.ElementTree import fromstring

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from spona.surveys import actions, submission_xml
from spona.surveys.form_model import Form

ROSA = "{http://openrosa.org/http/response}"
LIST = "{http://openrosa.org/xforms/xformsList}"


class Phone:
    def __init__(self, username, secret, **more):
        said = base64.b64encode(f"{username}:{secret}".encode()).decode()
        # A phone asks for no language, and would be answered in Serbian.
        known = {"Authorization": f"Basic {said}", "Accept-Language": "en"}
        self.browser = Client(headers=known, **more)

    def get(self, path, **more):
        return self.browser.get(f"/d/{path}", **({"secure": True} | more))

    def head(self):
        return self.browser.head("/d/submission", secure=True)

    def send(self, xml, files=(), *, incomplete=False, **more):
        """`files`: (name, bytes)."""
        said = {"xml_submission_file": SimpleUploadedFile("a.xml", xml, "text/xml")}
        said |= {name: SimpleUploadedFile(name, content) for name, content in files}
        if incomplete:
            said["*isIncomplete*"] = "yes"
        return self.browser.post("/d/submission", said, **({"secure": True} | more))

    def listed(self):
        return [
            {one.tag.removeprefix(LIST): one.text for one in row}
            for row in fromstring(self.get("formList").content)
        ]


def add(found, *, by, label="плави"):
    device, secret = actions.add_device(found, label=label, by=by.actor)
    return device, Phone(device.username, secret)


def sentence(answer):
    return fromstring(answer.content).find(f"{ROSA}message").text


def instance():
    return f"uuid:{uuid.uuid4()}"


def filled(found, answers=None, *, at="", version=None, form_id=None, deprecated="", more=""):
    """A filled form as a phone writes it."""
    form = Form.from_json(found.versions.first().model)
    said = {"about/knows": "yes", "about/age": "16"} if answers is None else answers
    xml = submission_xml.written(form, said, instance=at or instance()).decode()
    if version is not None:
        xml = xml.replace(f'version="{form.version}"', f'version="{version}"')
    if form_id is not None:
        xml = xml.replace(f'id="{form.form_id}"', f'id="{form_id}"')
    if deprecated:
        xml = xml.replace("<meta>", f"<meta><deprecatedID>{deprecated}</deprecatedID>")
    return xml.replace("</data>", f"{more}</data>").encode()


def photo():
    """A JPEG with the place where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Gde je snimljeno"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()
