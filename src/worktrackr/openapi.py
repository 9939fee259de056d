"""The OpenAPI document: Litestar's, completed with what every operation has in common."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from typing import Any

from litestar import Litestar, Request
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.routes import HTTPRoute

from worktrackr.edge.web import public
from worktrackr.fields import Field, fields_of, visible_to
from worktrackr.kit.crud import Resource
from worktrackr.kit.table import Table

_PROBLEMS = {
    "400": "The request could not be read.",
    "401": "Sign in to continue.",
    "403": "Your role does not allow this.",
    "404": "There is nothing here, or it is another organisation's.",
    "409": "This does not go with the present state.",
    "412": "Somebody changed this in the meantime.",
    "413": "The request is too large.",
    "415": "Send application/json.",
    "422": "Some fields need another value.",
    "429": "Too many requests.",
    "503": "The database cannot answer just now.",
}


def document(app: Litestar, resources: list[Resource[Any]]) -> dict[str, Any]:
    """Return the document as JSON-ready dictionaries."""
    found: dict[str, Any] = app.openapi_schema.to_schema()
    schemas = found["components"]["schemas"]
    written = set(_written(found["paths"], schemas))
    for name, schema in schemas.items():
        if name not in written and "properties" in schema:
            # An answer is complete: a field may be null, never absent.
            asked_for = _SOMETIMES if set(schema["properties"]) >= _SOMETIMES else set[str]()
            schema["required"] = sorted(set(schema["properties"]) - asked_for)
    for resource in resources:
        _complete(schemas, resource)
        listed = found["paths"][f"/api{resource.path}"].get("get")
        if listed is not None:
            listed["parameters"] = list({found["name"]: found for found in _parameters(resource.table)}.values())
    counted = [part for part in found["paths"]["/api/tickets"]["get"]["parameters"] if part["name"] not in _OF_PAGES]
    found["paths"]["/api/tickets/counts"]["get"]["parameters"] = [_parameter("by", "string"), *counted]
    listed = [part for part in found["paths"]["/api/contacts"]["get"]["parameters"] if part["name"] not in _OF_PAGES]
    found["paths"]["/api/contacts/counts"]["get"]["parameters"] = listed
    found["paths"]["/api/contacts/{id}/timeline"]["get"]["parameters"] += [
        *(_parameter(name, kind) for name, kind in {"kind": "array", "limit": "integer", "cursor": "string"}.items())
    ]
    found["paths"]["/api/search"]["get"]["parameters"] = [_parameter("q", "string", required=True)]
    found["paths"]["/api/tickets/bookings"]["get"]["parameters"] = [
        *(_parameter(name, "string", required=True) for name in ("from", "to")),
        *(_parameter(name, "array") for name in ("assigned_user_id", "status", "contact_id")),
    ]
    found["paths"]["/api/tickets/{id}/attachments"]["post"]["requestBody"] = _file(comment_id="uuid")
    found["paths"]["/api/crm_events/import"]["post"] |= {
        "requestBody": _file(),
        "parameters": [_parameter("dry_run", "boolean")],
    }
    for path, names in _OF_RENEWALS.items():
        here = found["paths"][path]["get"]
        here["parameters"] = [*here.get("parameters", []), *(_parameter(name, kind) for name, kind in names.items())]
    found["paths"]["/api/imports"]["post"]["requestBody"] = _file(resource="string")
    found["paths"]["/api/imports"]["get"]["parameters"] = [_parameter("cursor", "string")]
    found["paths"]["/api/imports/{id}/lines"]["get"]["parameters"] += [
        _parameter("outcome", "string"),
        _parameter("cursor", "string"),
    ]
    found["paths"]["/api/branding/logo"]["post"]["requestBody"] = _file()
    found["paths"]["/api/brand"]["get"]["parameters"] = [_parameter("slug", "string")]
    found["paths"]["/api/branding/accent"]["get"]["parameters"] = [_parameter("color", "string", required=True)]
    schemas["ProblemDetails"] = _PROBLEM
    everybodys = _public(app)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            if "responses" in operation:
                operation["summary"] = _summary(operation)
                _add_problems(path, method, operation, is_public=operation["operationId"] in everybodys)
    found["components"]["securitySchemes"] = {
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "worktrackr",
            "description": "The session; sent by browsers.",
        },
        "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
    }
    return found


def _file(**beside: str) -> dict[str, Any]:
    """Describe an upload, which is read as it comes and so has no struct, and the texts beside it by their formats."""
    properties = {"file": {"type": "string", "format": "binary"}}
    properties |= {
        name: {"type": "string"} | ({} if kind == "string" else {"format": kind}) for name, kind in beside.items()
    }
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


_CHANGES = {"price": "number", "quantity": "number", "churn": "number"}
_DUE = {
    "from": "string", "to": "string", "recurring": "boolean", "contact_id": "array", "product_id": "array", "at_risk": "boolean",
    "auto_renew": "boolean", "billing_period": "array",
}  # fmt: skip
_OF_RENEWALS = {
    "/api/renewals": _DUE,
    "/api/renewals/export": _DUE,
    "/api/organisation/charges": {"month": "string"},
    "/api/organisations/{id}/charges": {"month": "string"},
    "/api/resellers/{id}/commission": {"month": "string"},
    "/api/commission_statements": {"reseller_id": "string"},
    "/api/renewals/forecast": {"months": "integer", **_CHANGES},
    "/api/renewals/forecast/{month}": _CHANGES,
    "/api/customer_services/totals": {"by": "string", "contact_id": "string"},
}
_OF_PAGES = {"limit", "cursor", "sort", "total", "trash"}
_SOMETIMES = {"total", "total_capped"}
"""Fields of a page that are there only when asked for."""
_VERBS = {"list", "create", "get", "update", "delete", "restore", "purge", "bulk", "history"}


def _summary(operation: dict[str, Any]) -> str:
    """Name an operation: those that the kit makes have no name of their own."""
    verb, _, noun = operation["operationId"].partition("_")
    words = noun.replace("_", " ")
    return (
        f"{verb.capitalize()} {words}" if verb in _VERBS else operation.get("description") or operation["operationId"]
    )


def _written(paths: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    """Yield the schemas that clients write, and those inside them."""
    bodies = [
        operation["requestBody"]
        for operations in paths.values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    waiting = set(_REFERENCE.findall(str(bodies)))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        yield name
        waiting |= set(_REFERENCE.findall(str(schemas[name]))) - seen


_REFERENCE = re.compile(r"#/components/schemas/([^']+)'")


def _complete(schemas: dict[str, Any], resource: Resource[Any]) -> None:
    """Say of a resource what its structs know and Litestar does not: hidden fields, and the form of money."""
    table = resource.table
    name = table.struct.__name__
    names = (
        name,
        f"{name}Fields",
        f"{name}Patch",
        *(base.__name__ for base in table.struct.__mro__ if base.__name__.endswith("Fields")),
    )
    for field in fields_of(table.struct):
        if field.extra("decimals"):
            for found in names:
                _set_pattern(schemas.get(found, {}).get("properties", {}).get(field.name), field)
        shape = schemas.get(name, {}).get("properties", {}).get(field.name)
        if shape is not None:
            shape.pop("default", None)
            if field.marker(visible_to):
                schemas[name]["properties"][field.name] = {"oneOf": [shape, {"type": "null"}]}


def _set_pattern(shape: dict[str, Any] | None, field: Field) -> None:
    if shape is not None:
        digits, places = field.extra("decimals")
        text = next((option for option in shape.get("oneOf", []) if option.get("type") == "string"), shape)
        text["pattern"] = rf"^-?\d{{1,{digits - places}}}(\.\d{{1,{places}}})?$"


def _parameters(table: Table[Any]) -> Iterator[dict[str, Any]]:
    """Yield the query parameters of a table's list."""
    names = {"limit": "integer", "cursor": "string", "sort": "string", "total": "boolean"}
    names |= ({"trash": "boolean"} if table.trash else {}) | ({"q": "string"} if table.search else {})
    for name, kind in names.items():
        yield _parameter(name, kind)
    for name in (*table.filterable(), *table.computed):
        # Several values mean any of them; "null" means unset.
        yield _parameter(name, "array")
        if issubclass(table.fields[name].base, date):
            yield _parameter(f"{name}_from", "string")
            yield _parameter(f"{name}_to", "string")
    for name, filtered in table.filters.items():
        # Where the name ends with a key, it stands here for any: `fields.key` for `fields.<key>`.
        yield _parameter(f"{name}key", "array") if filtered.read else _parameter(name, "string")


def _parameter(name: str, kind: str, *, required: bool = False) -> dict[str, Any]:
    schema = {"type": "array", "items": {"type": "string"}} if kind == "array" else {"type": kind}
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _public(app: Litestar) -> set[str]:
    """Return the operations that everybody may call."""
    handlers = (handler for route in app.routes if isinstance(route, HTTPRoute) for handler in route.route_handlers)
    return {str(handler.operation_id) for handler in handlers if public in handler.resolve_guards()}  # pyright: ignore[reportUnknownMemberType]  # Litestar's type is open


def _add_problems(path: str, method: str, operation: dict[str, Any], *, is_public: bool) -> None:
    operation["security"] = [] if is_public else [{"cookie": []}, {"key": []}]
    statuses = ["400", "422", "429", "503"]
    statuses += [] if is_public and path != "/api/auth/login" else ["401", "403"]
    statuses += ["404"] if "{" in path else []
    statuses += ["403", "409", "413", "415"] if method in ("post", "patch", "put") else []
    statuses += ["409", "412"] if method in ("patch", "delete") else []
    statuses += ["403"] if method == "delete" else []
    operation["responses"].pop("400", None)
    for status in statuses:
        operation["responses"][status] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }


_PROBLEM: dict[str, Any] = {
    "title": "ProblemDetails",
    "description": "Why a request was refused (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/validation"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "examples": ["urn:request:019234af-0000-7000-8000-000000000000"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "examples": ["/title"]},
                    "code": {"type": "string", "examples": ["missing"]},
                    "detail": {"type": "string"},
                },
            },
        },
        "conflicts": {"type": "array", "items": {}},
    },
}


class Docs(OpenAPIRenderPlugin):
    """The document as one page to read, without a script and without anything from elsewhere."""

    def __init__(self, documented: Callable[[], dict[str, Any]]) -> None:
        """`documented` returns the completed document."""
        super().__init__(path="/")
        self._documented = documented

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  # Litestar's own signature
        """Return the page."""
        return "".join(_page(self._documented())).encode()


def _page(found: dict[str, Any]) -> Iterator[str]:
    yield (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>WorkTrackr API</title><style>"
        "body{font:14px/1.5 system-ui;max-width:56rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}code,b{font-family:ui-monospace,monospace}"
        "details{border-top:1px solid #8884;padding:.4rem 0}summary{cursor:pointer}b{display:inline-block;width:4.5rem}table{border-spacing:0 2px}"
        "td{vertical-align:top;padding-right:1.5rem}</style><h1>WorkTrackr API</h1><p>The whole document, for programs: "
        "<a href=/api/openapi.json>/api/openapi.json</a>."
    )
    schemas = found["components"]["schemas"]
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            yield f"<details id={escape(operation['operationId'])}><summary><b>{method.upper()}</b><code>{escape(path)}</code></summary>"
            yield f"<p>{escape(operation.get('description') or operation.get('summary') or '')}</p>"
            query = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
            yield f"<p>Query: <code>{escape(', '.join(query))}</code></p>" if query else ""
            body = (
                operation.get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("schema", {})
                .get("$ref", "")
            )
            if name := body.rpartition("/")[2]:
                yield f"<p>Body: <code>{escape(name)}</code></p>{_fields(schemas[name])}"
            yield f"<p>Answers: {escape(', '.join(sorted(operation['responses'])))}</p></details>"


def _fields(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code><td>{'required' if name in required else ''}<td>{escape(_kind(kind))}"
        for name, kind in schema["properties"].items()
    )
    return f"<table>{rows}</table>"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    options = schema.get("oneOf") or schema.get("anyOf")
    return " or ".join(map(_kind, options)) if options else str(schema.get("format") or schema.get("type", "any"))
