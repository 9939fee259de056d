"""What can be imported, by the name of its resource."""

from worktrackr.importing.contacts import contact_files
from worktrackr.importing.products import product_files
from worktrackr.importing.tickets import ticket_files

IMPORTABLES = {f"{importable.noun}s": importable for importable in (contact_files, product_files, ticket_files)}
