"""A file's count is sealed with the file, to whoever keeps it and to nobody else."""

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.statistics import record
from spona.statistics.actions import write_count
from spona.vault.actions import open_section
from tests.statistics.conftest import written


def write(w, section, document, **also):
    given = {"opened_by": "report", "revision": section.revision} | w.bea.acts
    return write_count(section, document, **given | also)


def test_what_was_computed_is_the_institutions_alone(w, file):
    section = write(w, file(record.empty()), written(sex="male"))
    assert open_section(section, **w.bea.acts)["sex"] == "male"
    for stranger in (w.dora, w.darko, w.cora, w.kosta):
        with pytest.raises(Denied):
            open_section(section, **stranger.acts)


def test_the_log_says_that_it_was_written_and_not_what(w, file):
    write(w, file(), written(exploitation=["forced_begging"]))
    entry = Entry.objects.filter(name="count:written").get()
    assert "begging" not in str(entry.detail)


def test_a_file_that_came_by_referral_counts_nobody(w, file):
    section = file(record.empty())
    with pytest.raises(Denied, match="counts this person already"):
        write(w, section, written(), opened_by="referral")
    assert open_section(section, **w.bea.acts) == record.empty()


def test_what_is_no_record_is_not_sealed(w, file):
    section = file()
    with pytest.raises(ValueError, match="in that year"):
        write(w, section, written(cohort_year=3025))
    assert open_section(section, **w.bea.acts)["cohort_year"] == 2025


def test_who_does_not_keep_the_file_does_not_write_its_count(w, file):
    with pytest.raises(Denied):
        write(w, file(), written(), **w.dora.acts)


def test_no_other_section_is_taken_for_a_count(w, file):
    section = file()
    section.name = "health"
    with pytest.raises(ValueError, match="counted"):
        write(w, section, written())
