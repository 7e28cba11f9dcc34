"""What people are told: the page for the wall, and what a person hears before we write."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.shape import HowToReport, NumberLine, Talk
from spona.documents.papers.sheet import Paper, Part, Table, blank


def how_to_report(data: HowToReport) -> Paper:
    """One page; a number that nobody has called is not on it."""
    called = tuple((_labelled(one), one.number) for one in data.numbers)
    missing = () if called else (_("No other number is confirmed yet. Ask the coordinator."),)
    return Paper(
        title=_("Something is wrong: how to report"),
        issuer=data.town,
        parts=(
            Part(
                heading=_("Danger now: call first"),
                facts=((data.emergency.label, data.emergency.number), *called),
                text=missing,
                large=True,
            ),
            Part(
                heading=_("Before you write"),
                items=(
                    _("Do not question a child in detail. Write down the person's own words."),
                    _("Write down who else heard it."),
                    _("Do not warn parents or the employer before the centre for social work or "
                      "the police advise you."),
                    _("Leave messages and photos untouched."),
                    _("What you write may be read in court, also by the defence."),
                ),
            ),
            Part(
                heading=_("How"),
                items=(
                    _("With a login: open Spona, press “Check the signs”. Ten minutes; you decide "
                      "at the end whether anything is sent."),
                    _("Without a login: the page of the town, the button for a report without a "
                      "login, or by phone to the centre for social work."),
                    _("If you are not sure, write that you are not sure."),
                    _("You hear: received, taken over, what is asked of you, closed."),
                ),
                numbered=True,
                facts=((_("Address"), data.address),),
            ),
            Part(
                heading=_("In our institution"),
                facts=((_("Whom I tell first"), ""), (_("In their absence"), "")),
            ),
        ),
        draft=False,
        numbered=False,
    )  # fmt: skip


def _labelled(one: NumberLine) -> str:
    """The number alone is large; that somebody called it, and when, stands beside its name."""
    if not one.called:
        return one.label
    return _("%(label)s (called on %(day)s)") % {"label": one.label, "day": one.called}


def talk(data: Talk) -> Paper:
    """Page one to read and sign, page two to read out. Neither says what it is about."""
    return Paper(
        title=_("What we write down and who sees it"),
        issuer=data.institution,
        lead=_(
            "Ask first: is it safe for you to carry paper? If not, or if you are not sure, read "
            "the second page out and keep both here."
        ),
        parts=(*_to_read(), *_to_read_out()),
    )


def _to_read() -> tuple[Part, ...]:
    return (
        Part(
            items=(
                _("We write down what you tell us, in your words, and what we need to help."),
                _("People in our institution who work with you see it. They tell nobody else."),
                _("To others we send only what you have heard from us first."),
                _("You may say no, to all of it or to a part. You need not say why."),
                _("You may change your mind later. Then what we sent can no longer be opened; "
                  "what somebody has read or printed we cannot take back."),
                _("Some things we have to report even if you say no. We tell you which before "
                  "we do it."),
                _("You may ask what is written about you, and say what is wrong in it."),
            ),
        ),
        Part(
            heading=_("Whom we want to tell"),
            table=Table(
                (_("Institution"), _("What"), _("Until when"), _("Yes / No")),
                blank(3, 4), (5, 5, 3, 3), tall=True,
            ),
        ),
        Part(
            facts=(
                (_("What we have to report"), ""),
                (_("How to reach you safely"), ""),
                (_("Language, interpreter"), ""),
                (_("Date"), ""),
                (_("Your signature, if you want to give it"), ""),
                (_("Or said aloud, heard by"), ""),
            )
        ),
    )  # fmt: skip


def _to_read_out() -> tuple[Part, ...]:
    return (
        Part(
            heading=_("To be read out"),
            text=(
                _("My name is (name). I work at (institution)."),
                _("I want to write down what you tell me, so that you need not say it again."),
                _("Here it is seen by the people who work with you. Nobody else."),
                _("Before I tell anybody else, I ask you. You may say no. You may also say: I do "
                  "not know."),
                _("One thing I must say: some things I have to report, even if you say no. I tell "
                  "you before I do it."),
                _("You may stop at any time. You may change your mind."),
                _("Is there something you want to ask me?"),
            ),
            large=True,
            new_page=True,
        ),
        Part(
            heading=_("Ask, wait for the answer, write it down"),
            questions=(
                _("May I write this down?"),
                _("Is it safe to call you or write to you? How, and when?"),
                _("Do you want somebody with you? Do you need an interpreter?"),
                _("May I tell (institution) that (what)?"),
                _("Is there somebody who must not hear of it?"),
            ),
        ),
        Part(facts=((_("Read out by"), ""), (_("Date"), ""))),
    )  # fmt: skip
