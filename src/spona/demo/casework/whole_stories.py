"""Whole ways of four invented people, each told by the actions of those who did it: a child that
was identified and is in school again; a woman who wanted no police and has a place to stay and
work; a young man whom the Centre did not confirm and who was helped all the same; a file that was
closed by two people, and one that two people destroyed when its time was over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from spona import deadlines
from spona.cases.careplan.actions import (
    StepDraft,
    add_need,
    add_plan_step,
    adopt,
    answer_paper,
    change_plan_step,
)
from spona.cases.careplan.plan import Adopter, Need
from spona.cases.careplan.queries import read_plan
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.kinds import (
    ASSESSMENT,
    FIRST_CONTACT,
    PLAN_STEP,
    REQUEST,
    REVIEW,
    WAITING,
)
from spona.cases.case.steps.queries import open_steps
from spona.cases.casefile.actions import ask_to_destroy, confirm_destroying, set_retention
from spona.cases.closure.actions import Sent, ask_to_close, confirm_closing
from spona.cases.closure.codes import DONE, PILLARS, QUESTIONS
from spona.cases.closure.documents import EndedStep, Said
from spona.cases.closure.queries import ending_steps
from spona.cases.consent.ground import bases_for, ground_of
from spona.cases.identification.actions import read_before, write_decision
from spona.cases.identification.decisions import PAPER, YES, Decision
from spona.cases.legal_track.actions import add_entry, add_hearing
from spona.cases.legal_track.track import (
    CLAIM,
    GUARDIAN,
    PROCEEDING,
    PROXY,
    WITNESS,
    Claim,
    Guardian,
    Hearing,
    Proceeding,
    Proxy,
    Witness,
)
from spona.cases.referral_pages.actions import refer
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals.actions import (
    accept,
    approve,
    assign,
    deliver,
    finish,
    open_packet,
    send,
    start_work,
)
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.notes import Note
from spona.cases.retention.actions import adopt_rule, propose_rule
from spona.deadlines import in_days, moved, today
from spona.demo.casework.files import packet_of, refer_agreed
from spona.demo.casework.reports import Story, report_of
from spona.demo.people import DemoPeople
from spona.directory.models import Institution, Member, Network
from spona.vault.models import Section

_DAY: Final = timedelta(days=1)
# So many days after the last one they look at the plan together.
_REVIEW: Final = 26


@dataclass(frozen=True, slots=True)
class _Step:
    """`provider` is a sector of the network; empty: our own. `until` and `done` are days from the
    day of the plan; `done` None: it goes on.
    """

    what: str
    provider: str = ""
    until: int | None = None
    done: int | None = None
    says: str = "yes"


@dataclass(frozen=True, slots=True)
class _Wanted:
    area: str
    need: str
    goal: str
    steps: Sequence[_Step]


@dataclass(frozen=True, slots=True)
class _Way:
    """Days are counted from the report. `decided` is a code of the list `outcome`."""

    ago: int
    writer: str
    report: Story
    facts: Mapping[str, Mapping[str, Any]]
    needs: Sequence[_Wanted]
    adopted_by: Sequence[str]
    child: bool = False
    asked_on: int | None = None
    decided_on: int | None = None
    decided: str = ""
    person_says: str = ""
    plan_on: int = 9
    closed_on: int | None = None
    in_court: bool = False


_CHILD: Final = _Way(
    78, "ana.skola",
    Story(
        "urgent", "Заштита и повратак у школу", "child",
        "Три недеље није у школи. Виђена како проси код пијаце, са њом одрасла особа.",
        age_detail="13 година", own_words="„Ако не донесем, не једем.”", name="Јана Примерић",
    ),
    {
        "identity": {
            "age": "child", "age_detail": "13 година", "sex": "female",
            "school_work": "7. разред", "citizenships": "Србија", "language": "српски",
        },
        "contact": {
            "safe": "no", "how_to_reach": "Преко разредне, радним даном од 9 до 13.",
            "lives_with": "код бабе", "municipality": "Врање",
        },
        "account": {"exploitation_forms": ["forced_begging"], "still_in": "no"},
        "assessment": {
            "threat": "not_sure", "can_be_reached": "yes", "child_heard": "yes",
            "needs_inclusion": ["school", "family"], "needs_support": ["mind"],
            "persons_view": "Хоћу у школу, али не у исту смену.",
            "conclusion": "Код бабе је безбедно. Мајка не долази сама.",
        },
        "legal": {"guardian_kind": "temporary", "guardian": "Драган Примерић", "willing": "yes"},
    },
    (
        _Wanted(
            "school", "Хоћу назад у школу, само не у исту смену.", "Завршава седми разред",
            (
                _Step("Договорите другу смену и разговор са разредном", done=20, until=21),
                _Step("Учење два пута недељно", provider="red_cross"),
            ),
        ),
        _Wanted(
            "mind", "Да не сањам пијацу.", "Спава целу ноћ",
            (_Step("Разговори са психологом", provider="health", until=60),),
        ),
        _Wanted(
            "family", "Да мама долази кад је баба ту.", "Виђа мајку без страха",
            (_Step("Виђање сваке друге суботе, уз водитеља случаја", until=75),),
        ),
    ),
    ("person", "guardian", "case_worker"), child=True, asked_on=8, decided_on=34,
    decided="identified", person_says="Разумела је. Питала је да ли мора поново да прича.",
    in_court=True,
)  # fmt: skip
_SHELTER: Final = _Way(
    56, "jelena.zdravlje",
    Story(
        "urgent", "Безбедан смештај", "adult",
        "Радила у кафани без плате, пасош јој је код газде. Не жели полицију.",
        own_words="„Само да имам где да спавам и да радим.”", name="Драгана Примерић",
    ),
    {
        "identity": {
            "age": "adult", "sex": "female", "citizenships": "Србија", "language": "српски",
            "skills": "кувар",
        },
        "contact": {"safe": "yes", "how_to_reach": "Позив после 17 часова, па поруку."},
        "account": {
            "exploitation_forms": ["labour_exploitation"], "control": ["documents"],
            "agrees_police": "no", "agrees_shelter": "yes",
        },
        "assessment": {
            "threat": "no", "told_may_refuse": "yes", "needs_identification": ["shelter"],
            "needs_inclusion": ["work"], "persons_view": "Полицију не. Посао да.",
            "conclusion": "Смештај одмах, па посао. Пријаву полицији је одбила; речено јој је шта "
            "тиме губи.",
        },
        "legal": {"willing": "no"},
    },
    (
        _Wanted(
            "shelter", "Место где он не зна да сам.", "Спава на безбедном",
            (_Step("Смештај до три месеца", done=2, until=3),),
        ),
        _Wanted(
            "work", "Своја плата, на моје име.", "Ради и има уговор",
            (
                _Step("Разговор о послу кувара", provider="employment"),
                _Step("Први дан рада, пратња до места", done=40, until=41),
            ),
        ),
    ),
    ("person", "case_worker"),
)  # fmt: skip
_NOT_CONFIRMED: Final = _Way(
    64, "ana.skola",
    Story(
        "regular", "Процена и подршка", "adult",
        "Бивши ученик, 19 година. Каже да враћа дуг радом на њивама.", age_detail="19 година",
        own_words="„Мој дуг, моја ствар.”", name="Огњен Примерић",
    ),
    {
        "identity": {"age": "adult", "age_detail": "19 година", "sex": "male"},
        "contact": {"safe": "yes", "how_to_reach": "Сам долази, четвртком."},
        "account": {"exploitation_forms": ["not_sure"], "debt": "каже 900 евра"},
        "assessment": {
            "owes_debt": "yes", "needs_inclusion": ["work"], "needs_justice": ["rights"],
            "persons_view": "Хоћу папир да се зна колико сам вратио.",
            "conclusion": "Дуг расте, ради без уговора.",
        },
    },
    (
        _Wanted(
            "rights", "Да неко погледа тај папир о дугу.", "Зна шта заиста дугује",
            (_Step("Разговор са адвокатом", done=8, until=10),),
        ),
        _Wanted(
            "work", "Посао са уговором.", "Има уговор",
            (_Step("Пријава на евиденцију и разговор о обуци", provider="employment"),),
        ),
    ),
    ("person", "case_worker"), asked_on=12, decided_on=43, decided="not_assessed_as_victim",
    person_says="Каже да му је свеједно како се то зове.",
)  # fmt: skip
_CLOSED: Final = _Way(
    140, "jelena.zdravlje",
    Story(
        "urgent", "Процена потреба", "adult", "Дошла са повредама, без докумената.",
        name="Лена Примерић",
    ),
    {
        "identity": {"age": "adult", "sex": "female"},
        "account": {"exploitation_forms": ["forced_marriage"], "still_in": "no"},
        "assessment": {"needs_support": ["health"], "conclusion": "Живи код сестре, безбедно."},
    },
    (
        _Wanted(
            "health", "Да ме прегледају и да нико не пита.", "Здравље",
            (_Step("Преглед и контрола", done=25, until=30),),
        ),
    ),
    ("person", "case_worker"), asked_on=10, decided_on=41, decided="identified",
    closed_on=131,
)  # fmt: skip


_DESTROYED: Final = replace(
    _CLOSED,
    ago=610,
    report=replace(_CLOSED.report, name="Нина Примерић", noticed="Дошла сама, без докумената."),
)
# Invented, as the institution's own decision about how long it keeps files would be.
_KEPT_BY: Final = "Измишљена одлука установе о чувању предмета (пример)"


def build_whole_stories(people: DemoPeople) -> None:
    """Each at its own time before now; the longest ago first."""
    csw, bea = people.members["bea.csr"].institution, people.actor("bea.csr")
    with moved(in_days(-_DESTROYED.ago)):
        adopt_rule(
            propose_rule(csw, outcome="any", years=1, source=_KEPT_BY, by=bea),
            by=people.actor("milan.csr"),
        )
    over = _Told(people, _DESTROYED)
    over.tell()
    over.destroy()
    for way in (_CLOSED, _CHILD, _NOT_CONFIRMED, _SHELTER):
        _Told(people, way).tell()


class _Told:
    """One way, told from the report to where it stands today."""

    def __init__(self, people: DemoPeople, way: _Way) -> None:
        self.people, self.way = people, way
        self.vesna, self.bea = people.can("vesna.csr"), people.can("bea.csr")
        self.leads: Member = people.members["vesna.csr"]
        self.network = Network.objects.get(slug="vranje")
        self.case = self._begin()

    def tell(self) -> None:
        way = self.way
        self._contact()
        if way.asked_on is not None and way.decided_on is not None:
            self._ask_the_centre(way.asked_on)
        plan_on = way.plan_on + (way.decided_on or 0)
        if way.decided_on is not None:
            self._decide(way.decided_on)
        self._plan(plan_on)
        for day in range(plan_on + _REVIEW, way.closed_on or way.ago, _REVIEW):
            with self._on(day):
                self._ends(REVIEW, NextStep(REVIEW, self.leads))
        if way.in_court:
            self._in_court(way.ago - 2)
        if way.closed_on is not None:
            self._close(way.closed_on)

    @contextmanager
    def _on(self, day: int, hours: int = 0) -> Iterator[None]:
        with moved(in_days(day - self.way.ago) + timedelta(hours=hours)):
            yield

    def _begin(self) -> Case:
        way = self.way
        writer = self.people.members[way.writer]
        with self._on(0):
            row = send(
                report_of(writer, way.report), network=self.network,
                recipient=self.leads.institution, by=self.people.actor(way.writer),
            )  # fmt: skip
        with self._on(0, hours=2):
            taken = accept(open_packet(row, **self.bea)[0], message="Преузели смо.", **self.bea)
            start_work(assign(taken, to=self.leads, **self.bea), by=self.bea["by"])
        rows = Case.objects.select_related("network", "owner_institution", "box")
        return rows.get(referrals_in=row)

    def _contact(self) -> None:
        """The first contact, what is known by then, and the initial assessment."""
        with self._on(1):
            self._ends(FIRST_CONTACT, NextStep(ASSESSMENT, self.leads))
            for name, facts in self.way.facts.items():
                self._write(name, facts)
        report = Referral.objects.get(to_case=self.case)
        with self._on(6):
            asks = self.way.asked_on is not None
            self._ends(
                ASSESSMENT,
                NextStep(REQUEST, self.leads)
                if asks
                else NextStep(PLAN_STEP, self.leads, today() + 7 * _DAY, "План са особом"),
            )
            finish(
                report, outcome="continues", message="Радимо даље са особом. Хвала на пријави.",
                by=self.bea["by"],
            )  # fmt: skip

    def _write(self, name: str, facts: Mapping[str, Any]) -> None:
        row = Section.objects.named(self.case.box_id, name).first()
        write_section(self.case, name, facts, revision=row.revision if row else 1, **self.vesna)

    def _ends(self, kind: str, following: NextStep) -> None:
        end_step(open_steps(self.case).get(kind=kind), following=following, **self.vesna)

    def _ask_the_centre(self, day: int) -> None:
        """On paper: it has no account here. Of a child by law, which a second person looks at."""
        centre = Institution.objects.get(code="I001")
        with self._on(day):
            if self.way.child:
                basis = bases_for(
                    sender=self.case.owner_institution.sector, recipient=centre.sector,
                    age="child", on=today(),
                )[0]  # fmt: skip
                packet = packet_of(self.people, ground_of(basis), "Идентификација", age="child")
                target = Target(centre, self.network, packet)
                row = refer(
                    self.case, Sending(Kind.REFERRAL, target, reason="Дете, по закону."),
                    by=self.vesna["by"],
                )  # fmt: skip
                row = approve(row, **self.bea)
            else:
                row = refer_agreed(self.people, self.case, centre, "Идентификација")
            handed = Note("post", "писарница", deadlines.now(), number="")
            deliver(row, handed, urgency="regular", by=self.vesna["by"])

    def _decide(self, day: int) -> None:
        with self._on(day):
            decided = today() - 3 * _DAY
            decision = Decision(
                self.way.decided, decided, PAPER, YES, heard_from="служба за координацију",
                heard_on=today() - _DAY, told_on=today(), told_how="alone",
                told_language="српски", told_services=True, person_says=self.way.person_says,
            )  # fmt: skip
            before = read_before(self.case, **self.vesna)
            waits = open_steps(self.case).filter(kind=WAITING).values_list("pk", flat=True)
            write_decision(
                self.case, decision, before=before, revision=before.revision, ends=list(waits),
                answers=[one.referral for one in before.requests.rows],
                following=[NextStep(PLAN_STEP, self.leads, today() + 7 * _DAY, "План са особом")],
                **self.vesna,
            )  # fmt: skip

    def _plan(self, day: int) -> None:
        later: list[tuple[int, str]] = []
        planning = open_steps(self.case).get(kind=PLAN_STEP)
        with self._on(day):
            for wanted in self.way.needs:
                need = Need(area=wanted.area, need=wanted.need, goal=wanted.goal)
                ident = add_need(self.case, need, **self.vesna)
                for step in wanted.steps:
                    made = add_plan_step(self.case, ident, self._draft(step), **self.vesna)
                    if step.done is not None:
                        later.append((day + step.done, made))
            answer_paper(self.case, "no" if self.way.child else "yes", **self.vesna)
            mark = read_plan(self.case, **self.vesna).plan.mark
            adopters = [Adopter(one) for one in self.way.adopted_by]
            adopt(self.case, adopters, on=today(), read=mark, **self.vesna)
            # The plan was the step; what stands in it goes on.
            end_step(planning, **self.vesna)
        for when, made in sorted(later):
            with self._on(when):
                self._done(made)

    def _draft(self, step: _Step) -> StepDraft:
        until = today() + step.until * _DAY if step.until is not None else None
        if not step.provider:
            return StepDraft(step.what, owner=self.leads, day=until, says=step.says)
        given = Institution.objects.get(
            sector=step.provider, town__networks=self.network, code__startswith="I"
        )
        return StepDraft(
            step.what, provider=str(given.pk), provider_name=str(given.words), day=until,
            says=step.says, state="under_way",
        )  # fmt: skip

    def _done(self, ident: str) -> None:
        found = read_plan(self.case, **self.vesna).step(ident)
        if found is None or found.task is None:
            raise RuntimeError("a step of the plan has no task")
        end_step(found.task, **self.vesna)

    def _in_court(self, day: int) -> None:
        """Heard once already, and once more in some weeks; what she is owed for it."""
        with self._on(day):
            held, ahead = today() - 12 * _DAY, today() + 26 * _DAY
            court = Proceeding(
                kind="criminal", body="Виши суд", number="К 00/26", role="injured", state="trial",
                begun=(today() - 40 * _DAY).isoformat(),
            )  # fmt: skip
            ident = add_entry(self.case, PROCEEDING, court, **self.vesna)
            for hearing in (
                Hearing(
                    what="Давање исказа", day=held.isoformat(), hour="10:00",
                    place="Посебна просторија, видео-веза", goes_along="Драган, старатељ",
                    state="done", came_of_it="Исказ је дат једном, без сусрета са окривљеном.",
                ),
                Hearing(
                    what="Главни претрес", day=ahead.isoformat(), hour="11:30", place="Судница 14",
                    goes_along="Весна; дете не долази",
                ),
            ):  # fmt: skip
                add_hearing(self.case, ident, hearing, **self.vesna)
            asked = (today() - 38 * _DAY).isoformat()
            for name, entry in (
                (WITNESS, Witness(state="granted", body="Виши суд", asked_on=asked)),
                (PROXY, Proxy(kind="organisation", name="Адвокат Примерић")),
                (GUARDIAN, Guardian(kind="temporary", state="granted", name="Драган Примерић")),
                (CLAIM, Claim(kind="criminal", claimed="350000", currency="RSD")),
            ):
                add_entry(self.case, name, entry, **self.vesna)

    def _close(self, day: int) -> None:
        milan = self.people.can("milan.csr")
        with self._on(day):
            self._end_what_others_gave()
            steps = tuple(
                EndedStep(str(one.pk), str(one.what.title), DONE) for one in ending_steps(self.case)
            )
            said = Said(
                reasons=("needs_met",), pillars=dict.fromkeys(PILLARS, "yes"), steps=steps,
                answers=dict.fromkeys(QUESTIONS, "yes"), own_words="Хвала што нисте журили.",
                told=("person",), told_how="у разговору", may_return="yes",
                summary="Процена, преглед и контрола, живот код сестре. Зна коме да се обрати.",
            )  # fmt: skip
            sent = Sent(said, self.people.members["milan.csr"])
            ask_to_close(self.case, sent, revision=0, **self.vesna)
        with self._on(day, hours=20):
            confirm_closing(self.case, **milan)

    def _end_what_others_gave(self) -> None:
        for one in read_plan(self.case, **self.vesna).steps:
            step = one.step
            if step.task or not one.is_open:
                continue
            ended = StepDraft(
                step.what, plain=step.plain, provider=step.provider,
                provider_name=step.provider_name, day=one.day, says=step.says, state="done",
                kind=step.kind,
            )  # fmt: skip
            change_plan_step(self.case, step.id, ended, read=one.mark, **self.vesna)

    def destroy(self) -> None:
        """When its year was over: one of the institution asked, another looked and confirmed."""
        self.case.refresh_from_db()
        milan = self.people.members["milan.csr"]
        with moved(in_days(-30)):
            set_retention(self.case, **self.bea)
            ask_to_destroy(self.case, to=milan, copy=True, **self.bea)
        with moved(in_days(-29)):
            confirm_destroying(self.case, **self.people.can("milan.csr"))
