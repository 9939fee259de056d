"""What the command line does with users: operators and resellers are made here and nowhere else."""

from uuid import UUID

import psycopg
from argon2 import PasswordHasher

from worktrackr.access import Role
from worktrackr.identity.passwords import HASHER
from worktrackr.postgres.named_rows import find_named
from worktrackr.problems import Validation


class UserError(Validation):
    """The user cannot be made; the message says what to do."""


def create_user(
    owner_url: str,
    *,
    email: str,
    role: Role,
    password: str,
    name: str,
    organisation: str | None = None,
    reseller: str | None = None,
) -> UUID:
    """Make a user who can sign in at once, and return the id. `organisation` and `reseller` are names or ids.

    Raises `UserError` when the role does not go with them, or the address is in use.
    """
    if not 12 <= len(password) <= 128:  # as the API says
        raise UserError("The password must have 12 to 128 characters.")
    in_organisation = role not in (Role.OPERATOR, Role.RESELLER)
    if in_organisation != (organisation is not None):
        raise UserError(
            f"A user of role {role} {'needs --organisation' if in_organisation else 'has no organisation'}."
        )
    if (role is Role.RESELLER) != (reseller is not None):
        raise UserError("--reseller NAME goes with --role reseller, and only with it.")
    hasher: PasswordHasher = HASHER
    with psycopg.connect(owner_url) as connection:
        home = find_named(connection, "organisations", organisation) if organisation is not None else None
        partner = find_named(connection, "resellers", reseller) if reseller is not None else None
        try:
            row = connection.execute(
                "insert into users (organisation_id, reseller_id, email, password_hash, name, role) values (%s, %s, %s, %s, %s, %s) returning id",
                [home, partner, email, hasher.hash(password), name, role],
            ).fetchone()
        except psycopg.errors.UniqueViolation as error:
            raise UserError(f"{email} has an account already.") from error
        except psycopg.errors.CheckViolation as error:
            raise UserError(f"{email!r} is not an address.") from error
    if row is None:
        raise UserError("The database made no user.")
    return row[0]
