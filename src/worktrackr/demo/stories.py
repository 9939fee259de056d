"""What customers ask for: titles, and what was said on the telephone. {person} asked, {customer} is where."""

from typing import NamedTuple


class Story(NamedTuple):
    """One kind of job. `skill` says who goes, `hours` how long it takes, `only` which customers it happens to."""

    title: str
    category: str
    priority: str
    skill: str
    hours: float
    text: str
    only: str = ""


ELECTRICAL, IT = "Electrical", "IT contract"
STORIES = (
    Story("No power to server room sockets", "Electrical fault", "Urgent", ELECTRICAL, 2, "All four double sockets behind the rack went off at 08:05. The UPS is carrying the practice server, about two hours left.\nLights and reception are fine. Patients are booked from 13:00.\n\n{person} has left way 7 off and put a note on the board.", "Northgate Dental Practice"),
    Story("Replace UPS batteries, comms cupboard", "Hardware", "High", IT, 1.5, "Self-test failed on Sunday night: “replace battery”. Set is from 2021.\n\n- bring UPS-BATT, two strings\n- warn {person} before the test on battery\n- log the new date on the label", "Penrose Solicitors"),
    Story("Laptop will not join office Wi-Fi", "IT support", "Medium", IT, 1, "It sees the network but asks for the password again and again. Same on the guest one. Rest of the office is fine.\n\nCertificate on the profile may have expired; Aisha to check before the visit.", "Penrose Solicitors"),
    Story("Emergency lighting: annual 3 h duration test", "Inspection", "Medium", ELECTRICAL, 2, "Annual duration test under BS 5266-1.\nResidents’ lounge first, dementia floor only with two people. Certificate to {person} the same week; the inspector asks for it in January.", "Meadow View Care Home"),
    Story("Fault on oven circuit trips RCD", "Electrical fault", "High", ELECTRICAL, 2, "Main oven takes out the kitchen RCD after about ten minutes, every time since Saturday.\nElement ordered from the maker, due Tuesday. {person} is baking in the small one until then.", "The Copper Kettle"),
    Story("New starter: mailbox, laptop, door fob", "IT support", "Medium", IT, 2, "Starts on the first of next month in accounts.\n\n1. Microsoft 365 seat and mailbox\n2. laptop from stock, enrolled\n3. printer and shared folders as Lorna has them\n4. door fob: ask {person} for a number", "Kirkstall Print Co."),
    Story("EICR, 14 flats at Canal Wharf", "Inspection", "High", ELECTRICAL, 2, "Five-yearly reports for flats 1 to 14, four flats a day. Tenants have been told.\nKeys from the concierge before 08:15. Flat 9 has a baby: ring, do not knock.\n\nC2 and worse to {person} by telephone the same day.", "Westfield Lettings"),
    Story("CCTV camera 4 offline after storm", "Security", "Medium", ELECTRICAL, 1.5, "Forecourt camera dropped out at 03:12, the others record.\nLikely water in the joint box under the canopy. Bring the tall ladder and a spare 4 MP head.", "Harrogate Road Garage"),
    Story("Move data points for reception refit", "Networks", "Low", IT, 2, "Desk turns by a quarter. Four points move about three metres, one new for the card terminal.\nWaiting for the joiner’s date; {person} will ring.", "Northgate Dental Practice"),
    Story("EV charger quote, two bays", "Quotation", "Low", ELECTRICAL, 1, "Two 7 kW chargers at the loading side, staff only.\nCheck supply: 100 A single phase, and the saw extractor is on it. Quote with load management.", "Aire Valley Joinery"),
    Story("PAT testing, classrooms 1 to 12", "Inspection", "Medium", ELECTRICAL, 2, "About 180 items in twelve rooms, kitchen and office. Start in the east block while Year 6 swims.\n{person} unlocks at 07:45. Failures go into the blue crate with a tag.", "Bramley Primary School"),
    Story("Backup alert: nightly job failed twice", "IT support", "High", IT, 1.5, "Failed Saturday and Sunday: “repository not reachable”. Last good copy is Friday 23:40.\n\nRemote first. If the NAS does not answer, on site before 17:00 so that tonight’s run is safe.", "Penrose Solicitors"),
    Story("Firewall firmware and licence renewal", "Networks", "High", IT, 1.5, "Licence ends in December. Update to the current stable train in the same visit, after 16:30.\nKeep the old image; {person} prints plates overnight and needs the tunnel back by 18:00.", "Kirkstall Print Co."),
    Story("Outside floodlight sensor stuck on", "Electrical fault", "Low", ELECTRICAL, 1, "Burns day and night since the clocks changed. Neighbour has complained.\nAbove the west door, about four metres.", "St Oswald’s Church Hall"),
    Story("Consumer unit upgrade, phase 2", "Installation", "Medium", ELECTRICAL, 2, "Workshop board is done; now the office and the spray room.\nPower off 08:00 to 14:00, agreed with {person}. Surge protection included.", "Aire Valley Joinery"),
    Story("Intercom does not release the side gate", "Security", "Urgent", ELECTRICAL, 1, "Bell and voice work, the lock does not pull. Staff walk down for each parent.\nSide gate, not the one with the barrier.", "Bramley Primary School"),
    Story("Replace failed LED panels, corridor B", "Electrical fault", "Medium", ELECTRICAL, 1.5, "Six panels of the 2019 batch flicker. Drivers are in our van stock.\nWork between 10:00 and 12:00 when the corridor is empty.", "Meadow View Care Home"),
    Story("Phone line noise on reception handset", "Telephony", "Medium", IT, 1, "Crackle on every call since Wednesday, both directions. Other handsets are clean.\nSwapped the cord: no better. Check the port and the headset base.", ""),
    Story("Shared mailbox missing for two people", "IT support", "Medium", IT, 1, "{person} cannot see “orders” any more, nor can the new colleague.\nProbably lost with the licence change on Monday.", ""),
    Story("Printer drops off the network at lunch", "IT support", "Low", IT, 1, "Every day about 12:30 it disappears for half an hour.\nLooks like the lease: give it a reservation, then watch for a week.", ""),
    Story("Suspicious e-mail opened by a colleague", "IT security", "Urgent", IT, 1.5, "An “invoice” was opened at 09:20 and a password typed in.\n\nDone so far by {person}: network cable pulled, password changed from a telephone.\nTo do: end sessions, look at rules and sign-ins, tell the others.", ""),
    Story("Slow file server since the update", "IT support", "High", IT, 1.5, "Opening a folder takes twenty seconds. It was fine on Friday.\nDisk queue is high at night, too; look at the array before anything else.", ""),
    Story("Wi-Fi survey for the first floor", "Networks", "Low", IT, 2, "Dead corner by the meeting room, calls break up.\nSurvey with the new plan; quote for one or two access points.", ""),
    Story("Quote: three laptops and docks", "Quotation", "Low", IT, 1, "To replace the oldest ones in January.\n14 inch, 32 GB, docks for two screens. {person} would like the price with three years on site.", ""),
    Story("Restore a folder deleted last week", "IT support", "High", IT, 1, "“Projects 2025” has gone from the share; nobody knows since when.\nLast seen on Thursday. Restore beside, not over, the present one.", ""),
    Story("Two-factor for the whole team", "IT security", "Medium", IT, 2, "Insurance asks for it by the end of the quarter.\nHalf an hour with everybody in the morning, then enrol one by one. Two people have no smartphone: bring keys.", ""),
    Story("Tripping breaker in the workshop", "Electrical fault", "High", ELECTRICAL, 2, "Way 5 goes at start-up, about once a day, more when it rains.\n{person} resets it. Insulation test with everything unplugged, then one machine after the other.", ""),
    Story("Half the lights out after a leak", "Electrical fault", "Urgent", ELECTRICAL, 2, "Water came through the ceiling in the night. Lights at the back are dead, the front ones work.\nBoard is dry. {person} has switched the circuit off and put buckets out.", ""),
    Story("Add two double sockets in the office", "Installation", "Low", ELECTRICAL, 2, "By the window, skirting height, off the ring.\nWalls are plasterboard; {person} has cleared the desk.", ""),
    Story("Outdoor light for the yard", "Installation", "Low", ELECTRICAL, 1.5, "Bulkhead with sensor over the bins, about three metres up.\nMust not shine into the flat opposite.", ""),
    Story("Five-yearly EICR is due", "Inspection", "Medium", ELECTRICAL, 2, "Last report 2021, two C3 then.\nBook for a day when the board may be off for an hour. Certificate goes to the insurer as well.", ""),
    Story("Fire panel shows a fault on zone 2", "Electrical fault", "High", ELECTRICAL, 1.5, "Amber light and a beep every minute since 06:40. {person} silenced it.\nZone 2 is the back stairs. Monitoring has been told that we are coming.", ""),
    Story("Smell of burning from a socket", "Electrical fault", "Urgent", ELECTRICAL, 1, "Brown mark above the kettle, warm to the hand.\nCircuit is off at the board; {person} keeps people away.", ""),
    Story("Smoke alarms to replace, three rooms", "Installation", "Medium", ELECTRICAL, 1.5, "Ten years old and chirping. Mains with battery, linked.\nHall, landing, kitchen (heat).", ""),
)  # fmt: skip

OUTCOMES = {
    "Quotation": ("Quote sent; {person} will decide with the others next week.",),
    "Inspection": ("Done, no C1 or C2. Certificate sent the same day.", "Two small items noted, both mended on the spot. Certificate sent."),
    "Installation": ("Fitted and tested with {person}; nothing left behind.",),
    "Electrical fault": ("Fault found and mended; readings are in the van book.", "Part replaced, the old one taken away. Looked in again next morning: all well."),
    "": ("Settled by remote session in forty minutes.", "Done on site and tried with {person}.", "Mended; {person} has rung to say that it stays so."),
}  # fmt: skip
"""How a job ended, by its category."""
