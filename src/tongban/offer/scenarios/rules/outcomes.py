"""What a row means beside the guide: the guide says everything there is, the row which of it applies here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tongban.offer.catalogue.rules import Fee, Guide, LimitFact, Material, Step
from tongban.offer.scenarios.rules.answers import Answers, Lost, Next, Reached, answer
from tongban.offer.scenarios.rules.tables import Example, Known, Row, Source, Table, TableProblem, Verdict


@dataclass(frozen=True)
class Outcome:
    """Exactly what applies in one situation."""

    row: str
    title: str
    title_en: str
    verdict: Verdict
    materials: tuple[Material, ...]
    spared: tuple[Material, ...]  # of the guide, and not needed here
    steps: tuple[Step, ...]
    fees: tuple[Fee, ...]
    limit: LimitFact
    office: str
    window: str
    notes: tuple[str, ...]
    notes_en: tuple[str, ...]
    to_item: str
    source: Source

    @property
    def may_apply(self) -> bool:
        return self.verdict is Verdict.APPLY

    @property
    def fee_fen(self) -> int:
        return sum(fee.amount_fen for fee in self.fees)

    @property
    def material_codes(self) -> frozenset[str]:
        return frozenset(material.code for material in self.materials)


@dataclass(frozen=True)
class Trial:
    """How an example went: `got` is the row it led to, "" when it led to a question, to nothing or to several rows."""

    example: Example
    got: str
    stopped_at: str  # code of the question that lacks an answer or has a faulty one

    @property
    def passed(self) -> bool:
        return self.got == self.example.row


def known_of(guide: Guide) -> Known:
    """Return what a guide asks for, to be kept with a table that is published beside it."""
    return Known(
        tuple(material.code for material in guide.materials),
        tuple(step.name for step in guide.steps),
        tuple(fee.name for fee in guide.fees),
    )


def outcome(table: Table, row: Row, guide: Guide) -> Outcome:
    """
    Return what of a guide applies under a row.

    What the guide asked for only after the table was published applies in every situation: the table could not know it. A limit
    is never longer than the guide's, a fee never higher.
    """
    applies = row.verdict is Verdict.APPLY
    asked = {
        material.code
        for material in guide.materials
        if applies and (material.code in row.materials or material.code not in table.known.materials)
    }
    return Outcome(
        row=row.code,
        title=row.title,
        title_en=row.title_en,
        verdict=row.verdict,
        materials=tuple(
            replace(material, necessity="required") if material.code in row.required else material
            for material in guide.materials
            if material.code in asked
        ),
        spared=tuple(material for material in guide.materials if material.code not in asked) if applies else (),
        steps=_steps(table, row, guide) if applies else (),
        fees=tuple(_fees(table, row, guide)) if applies else (),
        limit=_limit(row, guide),
        office=row.office,
        window=row.window,
        notes=row.notes,
        notes_en=row.notes_en,
        to_item=row.to_item,
        source=row.source,
    )


def guide_faults(table: Table, guide: Guide) -> tuple[TableProblem, ...]:
    """Return where a table speaks of what its guide does not have, or promises less than the guide allows."""
    return tuple(_guide_faults(table, guide))


def tried(table: Table, example: Example) -> Trial:
    """Try one example; raise UnableToCheckTable for a table that is too large."""
    match answer(table, dict(example.answers)):
        case Reached(row=row):
            return Trial(example, row.code, "")
        case Next(question=question):
            return Trial(example, "", question.code)
        case Lost():
            return Trial(example, "", "")


def row_for(table: Table, answers: Answers) -> Row | None:
    """Return the row that answers lead to, None while they lead to none."""
    reached = answer(table, answers)
    return reached.row if isinstance(reached, Reached) else None


def _steps(table: Table, row: Row, guide: Guide) -> tuple[Step, ...]:
    if not row.steps:
        return guide.steps
    return tuple(step for step in guide.steps if step.name in row.steps or step.name not in table.known.steps)


def _fees(table: Table, row: Row, guide: Guide) -> Iterator[Fee]:
    chosen = {fee.name: fee for fee in row.fees or ()}
    for fee in guide.fees:
        if row.fees is None or fee.name not in table.known.fees:
            yield fee
        elif fee.name in chosen:
            amount = chosen[fee.name].amount_fen
            yield fee if amount is None else replace(fee, amount_fen=min(amount, fee.amount_fen))


def _limit(row: Row, guide: Guide) -> LimitFact:
    committed = guide.committed_limit
    if row.limit is None or row.limit >= committed.amount:
        return committed
    return replace(committed, amount=row.limit)


def _guide_faults(table: Table, guide: Guide) -> Iterator[TableProblem]:
    materials = {material.code: material for material in guide.materials}
    steps = {step.name for step in guide.steps}
    fees = {fee.name: fee.amount_fen for fee in guide.fees}
    fields = {field.element for field in guide.form.fields}
    for index, question in enumerate(table.questions):
        if question.element and question.element not in fields:
            yield TableProblem(f"questions[{index}].element", "unknown_element", {"value": question.element})
    for index, row in enumerate(table.rows):
        at = f"rows[{index}]"
        for code in row.materials:
            if code not in materials:
                yield TableProblem(f"{at}.materials", "unknown_material", {"value": code})
        for code in row.required:
            if code in materials and materials[code].necessity == "required":
                yield TableProblem(f"{at}.required", "required_anyway", {"value": code})
        for name in row.steps:
            if name not in steps:
                yield TableProblem(f"{at}.steps", "unknown_step", {"value": name})
        for fee in row.fees or ():
            if fee.name not in fees:
                yield TableProblem(f"{at}.fees", "unknown_fee", {"value": fee.name})
            elif fee.amount_fen is not None and fee.amount_fen > fees[fee.name]:
                yield TableProblem(f"{at}.fees", "fee_too_high", {"value": fee.name})
        if row.limit is not None and row.limit > guide.committed_limit.amount:
            most = str(guide.committed_limit.amount)
            yield TableProblem(f"{at}.limit", "limit_too_long", {"value": str(row.limit), "most": most})
        if row.to_item == table.basic_code:
            yield TableProblem(f"{at}.to_item", "leads_to_itself")
