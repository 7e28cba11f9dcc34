"""Which journeys the gate walks, and which are never walked twice."""

from __future__ import annotations

# What the gate walks: the journeys of the mission that its other tests cannot stand for. All the
# others, and all in other languages, are walked by `./spona prove`.
GATE = (
    "test_whole_way.py::test_a_report_goes_the_whole_way_and_comes_back",
    "test_paper_partner.py",
    "test_silence.py",
    "test_case_to_its_end.py",
    "test_conference.py",
    "test_tips.py::test_a_neighbour_writes_comes_back_and_reads_the_answer",
    "test_tips.py::test_a_nurse_without_an_account_reports_and_is_called_back",
    "test_training.py::test_from_a_module_to_a_certificate",
    "test_starting.py",
    "test_public.py::test_somebody_in_trouble_finds_whom_to_call",
    "test_public.py::test_a_neighbour_reads_the_signs_and_writes",
    "test_public.py::test_a_journalist_reads_figures_with_their_sources",
)
# What holds that nothing is lost, or that nobody sees what is not theirs, is never walked twice.
ONCE = (
    "test_case_to_its_end.py",
    "test_home.py",
    "test_identity.py",
    "test_keys.py",
    "test_open_pages.py",
    "test_quick_exit.py",
    "test_security_keys.py",
    "test_send_once.py",
    "test_sign_in.py",
    "test_tips.py::test_a_neighbour_writes_comes_back_and_reads_the_answer",
    "test_two_in_one_part.py",
    "test_whole_way.py::test_the_name_is_masked_in_the_file_as_well",
)
