"""The forms of the demo's company: what it asks when a job of a kind comes in, and what stories answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from worktrackr.edge.bodies import read_json
from worktrackr.helpdesk.ticket_templates import TicketTemplateFields

FAULT, STARTER, SURVEY = "Electrical fault report", "New starter", "Site survey"
TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "name": FAULT,
        "is_default": True,
        "fields": [
            {"key": "what_happened", "label": "What has happened?", "kind": "select", "required": True, "options": ["No power in part of the building", "A switch keeps tripping", "Lights flicker", "Smell or heat", "Something else"]},
            {"key": "rooms", "label": "Which rooms are affected?", "kind": "multi_select", "options": ["Reception", "Office", "Kitchen", "Server room", "Workshop", "Store", "Stairs", "Outside"]},
            {"key": "rcd_trips", "label": "Does the RCD trip at once?", "kind": "checkbox", "help": "Push the switch marked “test” back up. If it falls again at once, tick this."},
            {"key": "trips_a_week", "label": "How often in the last week?", "kind": "number", "show_if": {"key": "rcd_trips", "equals": False}},
            {"key": "safe_now", "label": "What has been made safe?", "kind": "text"},
            {"key": "feels_safe", "label": "How safe do you feel?", "kind": "rating"},
            {"key": "let_in", "label": "Who can let us in?", "kind": "phone", "required": True},
        ],
    },
    {
        "name": STARTER,
        "fields": [
            {"key": "contact_id", "label": "Whose new colleague?", "kind": "column", "required": True},
            {"key": "who", "label": "Name of the starter", "kind": "text", "required": True},
            {"key": "starts_on", "label": "First day", "kind": "date", "required": True, "help": "Five working days ahead, or the laptop may come later."},
            {"key": "department", "label": "Department", "kind": "select", "options": ["Accounts", "Office", "Sales", "Workshop", "Management"]},
            {"key": "laptop", "label": "Laptop", "kind": "select", "required": True, "options": ["From stock", "To be ordered", "Brings their own", "None"], "default": "From stock"},
            {"key": "budget", "label": "What may it cost?", "kind": "money", "show_if": {"key": "laptop", "equals": "To be ordered"}},
            {"key": "programs", "label": "Programs", "kind": "multi_select", "options": ["Microsoft 365", "Accounts package", "CAD", "Telephone on the computer"], "default": ["Microsoft 365"]},
            {"key": "like", "label": "Folders and printers as", "kind": "text", "help": "A colleague whose rights the starter gets."},
            {"key": "needs_fob", "label": "Needs a door fob", "kind": "checkbox", "default": True},
            {"key": "fob", "label": "Number on the fob", "kind": "number", "show_if": {"key": "needs_fob", "equals": True}},
            {"key": "ask", "label": "Who says when it is done?", "kind": "email"},
            {"key": "category", "label": "Category", "kind": "column", "hidden": True, "default": "IT support"},
        ],
    },
    {
        "name": SURVEY,
        "fields": [
            {"key": "contact_id", "label": "Customer", "kind": "column", "required": True},
            {"key": "location", "label": "Where exactly?", "kind": "column", "required": True},
            {"key": "survey_of", "label": "What is wanted?", "kind": "multi_select", "required": True, "options": ["EV charging", "Wi-Fi", "Data points", "Lighting", "CCTV"]},
            {"key": "supply", "label": "Supply", "kind": "select", "options": ["Single phase, 60 A", "Single phase, 100 A", "Three phase", "Not known"], "show_if": {"key": "survey_of", "equals": "EV charging"}},
            {"key": "bays", "label": "How many bays?", "kind": "number", "show_if": {"key": "survey_of", "equals": "EV charging"}},
            {"key": "floor_area", "label": "Floor area, m²", "kind": "number", "show_if": {"key": "survey_of", "equals": "Wi-Fi"}},
            {"key": "points", "label": "How many points?", "kind": "number", "show_if": {"key": "survey_of", "equals": "Data points"}},
            {"key": "plan", "label": "Floor plan", "kind": "url", "help": "A link to the drawing, if there is one."},
            {"key": "budget", "label": "Budget, if they said one", "kind": "money"},
            {"key": "wanted_by", "label": "Wanted by", "kind": "date"},
            {"key": "notes", "label": "Access, parking, ladders", "kind": "long_text"},
            {"key": "keen", "label": "How keen are they?", "kind": "rating"},
            {"key": "priority", "label": "Priority", "kind": "column", "hidden": True, "default": "Low"},
        ],
    },
)  # fmt: skip
ANSWERS: Mapping[str, tuple[str, Mapping[str, Any]]] = MappingProxyType({
    "No power to server room sockets": (FAULT, {"what_happened": "No power in part of the building", "rooms": ["Server room"], "rcd_trips": True, "safe_now": "Isolated by staff", "feels_safe": 3}),
    "Fault on oven circuit trips RCD": (FAULT, {"what_happened": "A switch keeps tripping", "rooms": ["Kitchen"], "rcd_trips": False, "trips_a_week": 9, "safe_now": "Oven switched off", "feels_safe": 4}),
    "Tripping breaker in the workshop": (FAULT, {"what_happened": "A switch keeps tripping", "rooms": ["Workshop"], "rcd_trips": False, "trips_a_week": 6, "safe_now": "Reset by staff", "feels_safe": 4}),
    "Half the lights out after a leak": (FAULT, {"what_happened": "No power in part of the building", "rooms": ["Office", "Store"], "rcd_trips": True, "safe_now": "Circuit off", "feels_safe": 2}),
    "Fire panel shows a fault on zone 2": (FAULT, {"what_happened": "Something else", "rooms": ["Stairs"], "rcd_trips": False, "trips_a_week": 0, "safe_now": "Panel silenced"}),
    "Smell of burning from a socket": (FAULT, {"what_happened": "Smell or heat", "rooms": ["Kitchen"], "rcd_trips": False, "trips_a_week": 0, "safe_now": "Circuit off", "feels_safe": 1}),
    "New starter: mailbox, laptop, door fob": (STARTER, {"who": "Martha Ellison", "department": "Accounts", "laptop": "From stock", "programs": ["Microsoft 365", "Accounts package"], "like": "Lorna Peel", "needs_fob": True, "fob": 418}),
    "EV charger quote, two bays": (SURVEY, {"survey_of": ["EV charging"], "supply": "Single phase, 100 A", "bays": 2, "budget": "4500.00", "notes": "Loading side, staff only. The saw extractor is on the same supply.", "keen": 4}),
    "Wi-Fi survey for the first floor": (SURVEY, {"survey_of": ["Wi-Fi"], "floor_area": 240, "notes": "Dead corner by the meeting room. Ceiling tiles can be lifted.", "keen": 3}),
    "Move data points for reception refit": (SURVEY, {"survey_of": ["Data points"], "points": 5, "notes": "Waiting for the joiner’s date.", "keen": 5}),
})  # fmt: skip
"""What is answered to which form, by the title of the story; who is asked and when is added from the ticket."""


def template_rows() -> list[dict[str, Any]]:
    """Return the templates."""
    return [msgspec.structs.asdict(read_json(msgspec.json.encode(one), TicketTemplateFields)) for one in TEMPLATES]


def answers_of(title: str, *, phone: str | None, email: str | None, in_two_weeks: str) -> tuple[str, dict[str, Any]]:
    """Return the form that a story answers, empty for a story without one, and its answers."""
    form, answers = ANSWERS.get(title, ("", {}))
    added = {
        FAULT: {"let_in": phone},
        STARTER: {"starts_on": in_two_weeks, "ask": email},
        SURVEY: {"wanted_by": in_two_weeks},
    }
    return form, {**answers, **added.get(form, {})}
