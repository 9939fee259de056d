"""What `worktrackr settings` shows: every variable, its value without secrets, and what it means."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from worktrackr import settings as settings_module
from worktrackr.settings import Settings, variable_name

_PASSWORD = re.compile(r"(?<=://)([^:/@]*):[^/]*(?=@)")


def settings_rows(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and meaning of each variable."""
    meanings = _meanings()
    for field in msgspec.structs.fields(Settings):
        yield variable_name(field.name), _shown(getattr(settings, field.name)), meanings[field.name]


def mask_password(text: str) -> str:
    """Hide the password in an address.

    >>> mask_password("smtp://me:secret@host:25")
    'smtp://me:***@host:25'
    """
    return _PASSWORD.sub(r"\1:***", text)


def _shown(value: object) -> str:
    if value is None or value == ():
        return "(not set)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # parts are shown, whatever they are
    return mask_password(str(value))


def _meanings() -> dict[str, str]:
    """Read the docstrings below the fields; Python forgets them when it runs."""
    module = ast.parse(inspect.getsource(settings_module))
    body = next(node.body for node in module.body if isinstance(node, ast.ClassDef) and node.name == Settings.__name__)
    meanings: dict[str, str] = {}
    for field, text in pairwise(body):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(meaning))):
                meanings[name] = " ".join(meaning.split())
            case _:
                continue
    return meanings
