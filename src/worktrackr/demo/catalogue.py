"""What the demo's company sells, and who has which service."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec

from worktrackr.catalogue.products import ProductFields
from worktrackr.edge.bodies import read_json


class Item(NamedTuple):
    """One product or service as a line."""

    sku: str
    name: str
    category: str
    unit: str
    cost: str
    price: str
    description: str = ""
    active: bool = True


ITEMS = (
    Item("IT-CARE-S", "IT care, silver", "IT support", "month", "214.00", "495.00", "Helpdesk 08:00 to 18:00, patching, monitoring, one visit a month."),
    Item("IT-CARE-G", "IT care, gold", "IT support", "month", "342.00", "790.00", "As silver, with four-hour response and a named engineer."),
    Item("M365-BP", "Microsoft 365 Business Premium, seat", "Licences", "seat a month", "14.80", "17.60"),
    Item("BACKUP", "Backup and recovery", "IT support", "year", "654.00", "1240.00", "Nightly off-site copy, restore test every quarter with a written result."),
    Item("FW-SUP", "Firewall licence and support", "Networks", "year", "419.00", "612.00"),
    Item("BB-80", "Broadband, 80 Mbit/s", "Connectivity", "quarter", "120.75", "150.00"),
    Item("BB-FAIL", "Broadband failover", "Connectivity", "year", "357.00", "460.00", "4G router that takes over within a minute."),
    Item("VOIP-7", "Phone system, 7 seats", "Connectivity", "month", "92.50", "140.00"),
    Item("SRV-CARE", "Server care, gold", "IT support", "quarter", "493.00", "890.40"),
    Item("DNS", "Domain and DNS", "Connectivity", "year", "37.40", "96.00"),
    Item("EMLIGHT", "Emergency light service", "Electrical", "year", "201.60", "420.00", "Annual three-hour duration test with certificate, BS 5266-1."),
    Item("FA-MON", "Fire alarm monitoring", "Electrical", "year", "111.60", "180.00"),
    Item("PAT-100", "PAT testing plan, up to 300 items", "Electrical", "year", "692.00", "1150.00"),
    Item("IA-CHECK", "Intruder alarm check", "Security", "year", "59.20", "114.00"),
    Item("CCTV-CARE", "CCTV maintenance, 8 cameras", "Security", "year", "168.00", "336.00", "Two visits a year: lenses, recording, playback, time."),
    Item("EICR-DOM", "EICR, dwelling", "Electrical", "each", "82.00", "165.00", "Electrical installation condition report, up to 10 circuits."),
    Item("EICR-COM", "EICR, commercial, per circuit", "Electrical", "circuit", "9.50", "19.00"),
    Item("CU-UPG", "Consumer unit upgrade", "Electrical", "each", "312.00", "645.00", "18th edition board with surge protection and RCBOs."),
    Item("EV-7KW", "EV charger, 7 kW, fitted", "Electrical", "each", "588.00", "949.00"),
    Item("LED-600", "LED panel 600 × 600, fitted", "Electrical", "each", "34.00", "72.00"),
    Item("DATA-PT", "Network point, Cat 6A, tested", "Networks", "each", "48.00", "105.00"),
    Item("AP-WIFI6", "Wi-Fi 6 access point, fitted", "Networks", "each", "141.00", "239.00"),
    Item("SW-24P", "Switch, 24 ports PoE, configured", "Networks", "each", "318.00", "495.00"),
    Item("UPS-1500", "UPS 1500 VA, rack", "Hardware", "each", "396.00", "560.00"),
    Item("UPS-BATT", "UPS battery set, fitted", "Hardware", "each", "118.00", "189.00"),
    Item("LAP-14", "Laptop 14 inch, set up", "Hardware", "each", "742.00", "949.00", "Three years on site, encrypted, enrolled before delivery."),
    Item("CAM-4MP", "CCTV camera, 4 MP, fitted", "Security", "each", "96.00", "195.00"),
    Item("HR-ELEC", "Electrician, hour", "Labour", "hour", "29.00", "58.00"),
    Item("HR-IT", "IT engineer, hour", "Labour", "hour", "32.00", "75.00"),
    Item("HR-OOH", "Call-out outside hours, first hour", "Labour", "each", "64.00", "145.00"),
    Item("ISDN-LINE", "ISDN line rental", "Connectivity", "month", "19.00", "27.50", "Switched off by the network; kept for the history.", active=False),
)  # fmt: skip

# Customer, article, quantity, period, days until the renewal, renews by itself.
SERVICES = (
    ("Penrose Solicitors", "IT-CARE-S", 1, "monthly", 9, True),
    ("Penrose Solicitors", "M365-BP", 18, "monthly", 6, True),
    ("Penrose Solicitors", "BACKUP", 1, "annually", 11, False),
    ("Northgate Dental Practice", "EMLIGHT", 1, "annually", 18, True),
    ("Northgate Dental Practice", "IT-CARE-G", 1, "monthly", 9, True),
    ("Meadow View Care Home", "SRV-CARE", 1, "quarterly", 20, True),
    ("Meadow View Care Home", "EMLIGHT", 2, "annually", 74, True),
    ("Meadow View Care Home", "FA-MON", 1, "annually", 131, True),
    ("The Copper Kettle", "BB-80", 1, "quarterly", 26, True),
    ("Kirkstall Print Co.", "FW-SUP", 1, "annually", 7, True),
    ("Kirkstall Print Co.", "IT-CARE-S", 1, "monthly", 14, True),
    ("Westfield Lettings", "VOIP-7", 1, "monthly", 28, True),
    ("Harrogate Road Garage", "BB-FAIL", 1, "annually", -5, False),
    ("Harrogate Road Garage", "IA-CHECK", 1, "annually", 27, False),
    ("Aire Valley Joinery", "DNS", 1, "annually", 25, True),
    ("Bramley Primary School", "PAT-100", 1, "annually", 24, False),
    ("Bramley Primary School", "EMLIGHT", 1, "annually", 88, True),
    ("St Oswald’s Church Hall", "FA-MON", 1, "annually", -12, False),
    ("Roundhay Veterinary Clinic", "IT-CARE-S", 1, "monthly", 3, True),
    ("Roundhay Veterinary Clinic", "BACKUP", 1, "annually", 162, True),
    ("Chapel Allerton Opticians", "M365-BP", 6, "monthly", 17, True),
    ("Morley Accountancy", "IT-CARE-G", 1, "monthly", 21, True),
    ("Morley Accountancy", "M365-BP", 12, "monthly", 21, True),
    ("Burley Street Studios", "SRV-CARE", 1, "quarterly", 45, True),
    ("Pudsey Physio", "BB-80", 1, "quarterly", 52, True),
    ("Canal Wharf Management", "FA-MON", 1, "annually", 203, True),
    ("Holbeck Metalworks", "EMLIGHT", 3, "annually", 59, False),
    ("Hyde Park Books", "DNS", 1, "annually", 140, True),
    ("Headrow Architects", "SRV-CARE", 2, "quarterly", 33, True),
    ("Headrow Architects", "FW-SUP", 1, "annually", 96, True),
    ("Rawdon Golf Club", "CCTV-CARE", 1, "annually", 240, True),
    ("Thornton & Vale Estate Agents", "M365-BP", 9, "monthly", 12, True),
    ("Beeston Pharmacy", "BB-FAIL", 1, "annually", 67, True),
    ("Methley Farm Shop", "CCTV-CARE", 1, "annually", 41, False),
    ("Alwoodley Surgery", "EMLIGHT", 1, "annually", 118, True),
)  # fmt: skip


def product_rows(count: int = len(ITEMS)) -> list[ProductFields]:
    """Return the first products."""
    return [_product(item) for item in ITEMS[:count]]


def service_rows(contacts: dict[str, Any], products: dict[str, Any], today: date) -> list[dict[str, Any]]:
    """Return the services of the customers that are there; both maps give ids, by name and by article number."""
    return [
        {
            "contact_id": contacts[name], "product_id": products[sku], "quantity": quantity, "billing_period": period,
            "renewal_date": today + timedelta(days=days), "auto_renew": renews, "status": "Active",
        }
        for name, sku, quantity, period, days, renews in SERVICES
        if name in contacts and sku in products
    ]  # fmt: skip


def _product(item: Item) -> ProductFields:
    fields: dict[str, Any] = {
        "name": item.name, "category": item.category, "description": item.description or None, "sku": item.sku,
        "our_cost": item.cost, "client_price": item.price, "unit": item.unit, "active": item.active,
    }  # fmt: skip
    return read_json(msgspec.json.encode(fields), ProductFields)
