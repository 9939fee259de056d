"""The customers of the demo: businesses in and around Leeds. Telephone numbers are Ofcom's, kept for fiction."""

from typing import Any, NamedTuple

import msgspec

from worktrackr.crm.contacts import ContactFields
from worktrackr.edge.bodies import read_json


class Customer(NamedTuple):
    """One customer as a line: who, where, who to ask for, and what for."""

    name: str
    street: str
    place: str
    people: str
    tags: str
    status: str = "active"
    notes: str = ""


CUSTOMERS = (
    Customer("Penrose Solicitors", "31 East Parade", "Leeds, LS1 5PS", "Helen Penrose, Managing partner; Daniel Foyle, Practice manager; Ruth Sandler, Reception", "IT contract, Legal", notes="Eighteen seats. No visits during client interviews, 10:00 to 12:00.\nServer cupboard key is with Ruth at reception."),
    Customer("Northgate Dental Practice", "12 Park Row", "Leeds, LS1 5HD", "Dr Ellen Marsh, Principal dentist; Gavin Teale, Practice manager", "IT contract, Electrical, Healthcare", notes="Surgeries must have power from 08:30. Meter and board are in the basement."),
    Customer("Meadow View Care Home", "Long Lane", "Horsforth, LS18 4TR", "Sheila Adeyemi, Home manager; Peter Lund, Maintenance", "Electrical, Healthcare", notes="Sign in at the office. Two-person rule on the dementia floor."),
    Customer("The Copper Kettle", "8 Call Lane", "Leeds, LS1 7BT", "Rosa Ferri, Owner", "Electrical, Hospitality", notes="Kitchen is free before 10:30 and from 15:00."),
    Customer("Kirkstall Print Co.", "Unit 4, Abbey Mills", "Kirkstall, LS5 3HP", "Ian Whitby, Director; Lorna Peel, Accounts", "IT contract"),
    Customer("Westfield Lettings", "77 Otley Road", "Headingley, LS6 3PS", "Nadia Rahman, Property manager; Colin Frost, Lettings", "Electrical, Property", notes="Tenants are told 24 hours ahead; Nadia books all visits."),
    Customer("Harrogate Road Garage", "210 Harrogate Road", "Leeds, LS7 4QB", "Mick Dobson, Owner", "Electrical, CCTV", "at_risk", "Two invoices over 60 days."),
    Customer("Aire Valley Joinery", "Unit 11, Canal Road", "Shipley, BD17 5QR", "Owen Sykes, Director", "Electrical"),
    Customer("Bramley Primary School", "Hough Lane", "Bramley, LS13 3ND", "Janet Moss, Business manager; Dave Carter, Site manager", "Electrical, Education", notes="DBS badges needed. No drilling in lesson time."),
    Customer("St Oswald’s Church Hall", "Church Street", "Guiseley, LS20 9BT", "Rev. Anne Thorley, Vicar; Brian Haigh, Warden", "Electrical, Charity"),
    Customer("Roundhay Veterinary Clinic", "5 Street Lane", "Leeds, LS8 2ET", "Dr Samir Patel, Partner; Gemma Holt, Practice manager", "IT contract, Healthcare"),
    Customer("Chapel Allerton Opticians", "42 Stainbeck Lane", "Leeds, LS7 3QY", "Fiona Garside, Owner", "IT contract, Healthcare"),
    Customer("Otley Brewery Tap", "3 Market Place", "Otley, LS21 3AQ", "Jon Arkwright, Landlord", "Electrical, Hospitality"),
    Customer("Morley Accountancy", "19 Queen Street", "Morley, LS27 9BU", "Carol Senior, Partner; Imran Hussain, Payroll", "IT contract, Finance", notes="January is closed to changes: filing season."),
    Customer("Burley Street Studios", "61 Burley Street", "Leeds, LS3 1LA", "Kit Marlowe, Studio manager", "IT contract, Creative"),
    Customer("Pudsey Physio", "26 Lowtown", "Pudsey, LS28 7BG", "Laura Binns, Owner", "IT contract, Healthcare"),
    Customer("Canal Wharf Management", "1 Water Lane", "Leeds, LS11 5PS", "Graham Yates, Block manager", "Electrical, Property"),
    Customer("Holbeck Metalworks", "Springwell Road", "Leeds, LS12 1AW", "Stefan Nowicki, Works manager; Pat Gill, Office", "Electrical, Industrial", notes="Three-phase, 200 A. Permit to work from Stefan."),
    Customer("Hyde Park Books", "14 Brudenell Road", "Leeds, LS6 1HA", "Miriam Cole, Owner", "IT contract, Retail"),
    Customer("Yeadon Travel", "9 High Street", "Yeadon, LS19 7SP", "Derek Poole, Manager", "IT contract, Retail"),
    Customer("Ilkley Moor Café", "2 Wells Road", "Ilkley, LS29 9JB", "Sophie Lang, Owner", "Electrical, Hospitality", "prospect"),
    Customer("Garforth Day Nursery", "33 Main Street", "Garforth, LS25 1DS", "Tracey Webb, Manager", "Electrical, Education"),
    Customer("Wetherby Estates", "Old Stables, North Street", "Wetherby, LS22 6NU", "Charles Ormerod, Agent", "Electrical, Property"),
    Customer("Leeds Dock Rowing Club", "Armouries Drive", "Leeds, LS10 1LT", "Becky Thorn, Secretary", "Charity", "prospect"),
    Customer("Armley Community Kitchen", "122 Town Street", "Armley, LS12 3HN", "Yusuf Demir, Coordinator", "Electrical, Charity"),
    Customer("Headrow Architects", "55 The Headrow", "Leeds, LS1 8TL", "Alison Grey, Partner; Tomasz Wilk, BIM lead", "IT contract, Creative", notes="Large Revit models: the file server must not go down on Thursdays."),
    Customer("Rawdon Golf Club", "Buckstone Drive", "Rawdon, LS19 6BD", "Major Keith Sharp, Secretary", "Electrical, Hospitality"),
    Customer("Seacroft Motor Factors", "Unit 2, Coal Road", "Leeds, LS14 2AQ", "Lee Whitfield, Branch manager", "IT contract, Retail", "inactive", "Moved to their group's own IT in the spring."),
    Customer("Farsley Fabrics", "Sunny Bank Mills", "Farsley, LS28 5UJ", "Nora Quinn, Owner", "IT contract, Retail"),
    Customer("Thornton & Vale Estate Agents", "88 Street Lane", "Leeds, LS8 2AL", "Marcus Vale, Director; Jess Kemp, Office manager", "IT contract, Property"),
    Customer("Woodhouse Dance Academy", "St Mark’s Road", "Leeds, LS2 9AF", "Isabelle Roy, Principal", "Electrical, Education", "prospect"),
    Customer("Castleford Glassworks", "Wheldon Road", "Castleford, WF10 2SD", "Ron Earnshaw, Plant engineer", "Electrical, Industrial"),
    Customer("Beeston Pharmacy", "640 Dewsbury Road", "Leeds, LS11 6EU", "Farah Iqbal, Pharmacist", "IT contract, Healthcare", notes="Fridge circuit is never to be switched off without Farah."),
    Customer("Calverley Tea Rooms", "16 Carr Road", "Calverley, LS28 5QR", "Jean Ackroyd, Owner", "Electrical, Hospitality"),
    Customer("Methley Farm Shop", "Station Road", "Methley, LS26 9ET", "Andrew Barker, Owner", "Electrical, CCTV, Retail"),
    Customer("Alwoodley Surgery", "381 Harrogate Road", "Leeds, LS17 6PZ", "Dr Ruth Abel, GP partner; Karen Stott, Practice manager", "Electrical, Healthcare"),
    Customer("Mrs Margaret Ellison", "27 The Drive", "Roundhay, LS8 1JF", "", "Electrical, Domestic"),
    Customer("Mr Tariq Mahmood", "9 Sandhill Oval", "Alwoodley, LS17 8EB", "", "Electrical, Domestic"),
    Customer("Ms Joanna Kirk", "Flat 6, 18 Cardigan Road", "Headingley, LS6 1LJ", "", "Domestic", "prospect"),
    Customer("Mr Leonard Brook", "4 Mill Row", "Bramhope, LS16 9AY", "", "Electrical, Domestic", "archived", "Moved to Spain; the house was sold."),
)  # fmt: skip
_RECEPTION = 142


def customer_rows(count: int = len(CUSTOMERS)) -> list[ContactFields]:
    """Return the first customers as contacts."""
    return [_contact(index, customer) for index, customer in enumerate(CUSTOMERS[:count])]


def host_of(name: str) -> str:
    """Return the made-up domain of a customer.

    >>> host_of("St Oswald’s Church Hall")
    'stoswaldschurchhall.example'
    """
    letters = name.lower().replace("é", "e")
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum()) + ".example"


def _contact(index: int, customer: Customer) -> ContactFields:
    is_company = bool(customer.people)
    city, postcode = customer.place.split(", ")
    people = [_person(index, number, text, customer) for number, text in enumerate(customer.people.split("; ")) if text]
    fields: dict[str, Any] = {
        "type": "company" if is_company else "individual",
        "name": customer.name,
        "primary_contact": people[0]["name"] if people else None,
        "email": f"office@{host_of(customer.name)}" if is_company else f"{customer.name.split()[-1].lower()}@post.example",
        "phone": f"0113 496 {_RECEPTION + index * 7:04d}",
        "website": f"https://{host_of(customer.name)}" if is_company else None,
        "status": customer.status,
        "addresses": [{
            "type": "office" if is_company else "service", "line1": customer.street, "city": city,
            "postcode": postcode, "country": "United Kingdom", "is_primary": True,
        }],
        "contact_persons": people,
        "tags": customer.tags.split(", "),
        "accounting": {"payment_terms": "30 days" if is_company else "On receipt", "currency": "GBP"},
        "notes": customer.notes or None,
    }  # fmt: skip
    return read_json(msgspec.json.encode(fields), ContactFields)


def _person(index: int, number: int, text: str, customer: Customer) -> dict[str, Any]:
    name, title = text.split(", ")
    address = "".join(letter for letter in name.split()[-2].lower() if letter.isalpha())
    return {
        "name": name, "title": title, "email": f"{address}@{host_of(customer.name)}",
        "phone": f"07700 900{index * 10 + number:03d}", "is_primary": number == 0,
    }  # fmt: skip
