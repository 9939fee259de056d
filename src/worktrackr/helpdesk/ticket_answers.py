"""What a ticket answers to the fields of its template, checked against the version that it was made with.

An answer that is not asked, since its `show_if` does not hold, is dropped: a form need not clear what it hides, and
what nobody was asked is nobody's word. A hidden field takes no other value than its default. What a ticket has already
under a key that its template does not know may stay: it came with an import, or from another template.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import NODEFAULT, UNSET, Meta

from worktrackr.fields import Field, Fields
from worktrackr.helpdesk.template_fields import (
    REFERENCES,
    FieldKind,
    TemplateField,
    Unfit,
    expected,
    is_empty,
    read,
    takes,
    unplaced,
)
from worktrackr.problems import FieldError

ANSWERED = "t.fields @> any({0}::jsonb[])"
# The index of answers has the order of time: the newest tickets with one answer are met at once, few or many. Said with the
# columns that the order is by, or the planner would not see that.
ANSWERED_BY_ONE = (
    "exists (select from ticket_answers a where a.organisation_id = t.organisation_id and a.answer = search.answer_of(({0}::jsonb[])[1]) "
    f"and a.created_at = t.created_at and a.ticket_id = t.id) and {ANSWERED}"
)
# In other orders, or of several answers, the few are looked up, and of the many the first are soon met on the way: each
# alone would be slow for the other. Which it is, the database finds out; then one of the two has no rows.
ANSWERED_BY_FEW = "t.id = any(search.tickets_answering({0}::jsonb[]))"
ANSWERED_BY_MANY = f"search.are_many_answering({{0}}::jsonb[]) and {ANSWERED}"
_Sought = Annotated[str, Meta(max_length=10_000, pattern=r"^[^\x00]*\Z")]
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
_FORMS_MAX, _FORM_BYTES_MAX = 256, 1 << 15
"""How many forms a worker keeps ready; a very large one is made each time, so that memory is bounded."""


class Asked(NamedTuple):
    """One field of a form: what it takes, its default as it is stored, and what must be the case for it to be asked."""

    field: TemplateField
    kind: Field
    default: Any
    source: str | None
    equals: Any


class Form(NamedTuple):
    """The fields of one version of a template, and the columns that conditions name though no field places them."""

    asked: tuple[Asked, ...]
    unplaced: Mapping[str, Field]


class Sent(NamedTuple):
    """What is sent of a ticket: columns as the API reads them, answers as JSON."""

    columns: Mapping[str, Any]
    answers: Mapping[str, Any]
    stored: Mapping[str, Any] | None = None
    """What the ticket has so far, as JSON; None for a new one."""
    is_other_template: bool = False
    """Whether a ticket that is there already gets this template only now."""


class Filled(NamedTuple):
    """What to write, what is wrong, and which new references must hold: ids by key, and their kinds."""

    columns: dict[str, Any]
    answers: dict[str, Any]
    faults: list[FieldError]
    references: list[tuple[str, FieldKind, str]]


def form_of(fields: bytes, columns: type[Fields]) -> Form:
    """Return the form of a version's fields, as they are stored.

    Templates of old may break rules that came later: a default or a condition without sense is as if it were not there.
    """
    return (_kept_form if len(fields) <= _FORM_BYTES_MAX else _form)(fields, columns)


def _form(fields: bytes, columns: type[Fields]) -> Form:
    decoded = msgspec.json.decode(fields, type=list[TemplateField])
    by_key = {field.key: field for field in decoded}
    others: dict[str, Field] = {}
    asked: list[Asked] = []
    for field in decoded:
        default = source = equals = None
        with suppress(KeyError, Unfit):
            default = None if is_empty(field.default) else read(field.default, takes(field, columns), field.options, "")
        with suppress(KeyError, Unfit):
            condition = field.show_if
            found = condition and (by_key.get(condition.key) or unplaced(condition.key, decoded))
            if condition and found:
                equals = expected(condition, found, takes(found, columns), "")
                source = condition.key
                if source not in by_key:
                    others[source] = takes(found, columns)
        with suppress(KeyError):
            asked.append(Asked(field, takes(field, columns), default, source, equals))
    return Form(tuple(asked), others)


# The same text is the same form, whoever it belongs to.
_kept_form = lru_cache(_FORMS_MAX)(_form)


def fill(form: Form, sent: Sent, columns: type[Fields]) -> Filled:
    """Check what is sent against a form and complete it: a new ticket gets defaults, and nothing stays that is not asked."""
    filling = _Filling(sent, {field.name: field.default for field in msgspec.structs.fields(columns)})
    for name, kind in form.unplaced.items():
        filling.values[name] = filling.column(name, kind)
    for asked in form.asked:
        is_asked = asked.source is None or _is_met(asked, filling.values)
        if asked.field.is_column:
            filling.fill_column(asked, is_asked=is_asked)
        elif is_asked:
            filling.fill_answer(asked)
    filling.look_at_others({asked.field.key for asked in form.asked if not asked.field.is_column})
    return Filled(filling.columns, filling.answers, filling.faults, filling.references)


def _is_met(asked: Asked, values: Mapping[str, Any]) -> bool:
    value = values.get(asked.source or "")
    return asked.equals in value if isinstance(value, list) else value is not None and value == asked.equals


class _Filling:
    """The work of `fill`, field by field: each may depend on those before it."""

    def __init__(self, sent: Sent, own_defaults: Mapping[str, Any]) -> None:
        self._sent, self._own_defaults, self._is_new = sent, own_defaults, sent.stored is None
        self._stored = sent.stored or {}
        self._stored_answers: Mapping[str, Any] = self._stored.get("fields", {})
        self.columns, self.answers = dict(sent.columns), dict[str, Any]()
        self.faults: list[FieldError] = []
        self.references: list[tuple[str, FieldKind, str]] = []
        self.values: dict[str, Any] = {}
        """What conditions look at: the values of the fields that are asked."""

    def column(self, name: str, kind: Field) -> Any:  # noqa: ANN401  # JSON
        """Return what a column is going to be, as conditions compare it."""
        value = self.columns.get(name, self._own_defaults[name] if self._is_new else self._stored.get(name))
        plain = None if value is NODEFAULT else msgspec.to_builtins(value)
        return None if is_empty(plain) else read(plain, kind, (), "")

    def fill_column(self, asked: Asked, *, is_asked: bool) -> None:
        field, kind = asked.field, asked.kind
        default = None if asked.default is None else msgspec.convert(asked.default, kind.hint)
        # Who says when it starts has said the day.
        has_day = field.key == "scheduled_date" and self.columns.get("scheduled_start") is not None
        if self._is_new and (field.hidden or not is_asked):
            sent = self.columns.pop(field.key, UNSET)
            applies = default is not None and (is_asked or field.key == "title")
            own = default if applies else self._own_defaults[field.key]
            if is_asked and sent is not UNSET and sent != own:
                self._refuse(f"/{field.key}", "hidden", "The template does not ask for this.")
            if applies:
                self.columns[field.key] = default
        elif self._is_new and default is not None and not has_day:
            self.columns.setdefault(field.key, default)
        if is_asked:
            self.values[field.key] = value = self.column(field.key, kind)
            is_due = self._is_new or self._sent.is_other_template or field.key in self._sent.columns
            if field.required and is_due and value is None and not has_day:
                self._refuse(f"/{field.key}", "required", "Is required.")

    def fill_answer(self, asked: Asked) -> None:
        field, key, pointer = asked.field, asked.field.key, pointer_of(asked.field.key)
        value: Any
        sent, before = self._sent.answers.get(key, UNSET), self._stored_answers.get(key)
        if sent is UNSET:
            kept = before if field.hidden else None
            value = asked.default if self._is_new or (field.hidden and kept is None) else kept
        else:
            try:
                value = None if is_empty(sent) else read(sent, asked.kind, field.options, pointer)
            except Unfit as unfit:
                self.faults.append(unfit.error)
                return
            if field.hidden and value not in (asked.default, before):
                self._refuse(pointer, "hidden", "The template does not ask for this.")
        is_checkbox = field.kind is FieldKind.CHECKBOX
        # An empty box is what a form shows for no; the one that must be ticked is ticked.
        if field.required and (value is None or value is False):
            self._refuse(pointer, "required", "Is required.")
        self.values[key] = False if is_checkbox and value is None else value
        if value is None:
            return
        self.answers[key] = value
        if field.kind.value in REFERENCES and sent is not UNSET and value != before:
            self.references.append((key, field.kind, str(value)))

    def look_at_others(self, known: set[str]) -> None:
        """Refuse answers to nothing, but for those that the ticket has already."""
        for key in self._sent.answers.keys() - known:
            if key in self._stored_answers and self._stored_answers[key] == self._sent.answers[key]:
                self.answers[key] = self._sent.answers[key]
            elif not is_empty(self._sent.answers[key]):
                self._refuse(pointer_of(key), "unknown_field", "There is no such field.")

    def _refuse(self, pointer: str, code: str, detail: str) -> None:
        self.faults.append(FieldError(pointer, code, detail))


def pointer_of(key: str) -> str:
    """Return the JSON Pointer of an answer.

    >>> pointer_of("a/b")
    '/fields/a~1b'
    """
    return f"/fields/{key.replace('~', '~0').replace('/', '~1')}"


def forms_of_answer(key: str, texts: Sequence[str]) -> list[str]:
    """Return the JSON that a ticket holds when one of the texts is its answer: a text, one of several, a number, yes or no.

    Raises `msgspec.ValidationError` for a text that no answer can be.

    >>> forms_of_answer("units", ["7"])
    ['{"units":"7"}', '{"units":["7"]}', '{"units":7}']
    """
    forms = [
        form
        for text in (msgspec.convert(sought, _Sought) for sought in texts)
        for form in (
            {key: text},
            {key: [text]},
            *([{key: msgspec.Raw(text.encode())}] if text in ("true", "false") or _NUMBER.fullmatch(text) else []),
        )
    ]
    return [msgspec.json.encode(form).decode() for form in forms]
