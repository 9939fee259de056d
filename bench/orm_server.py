"""The same three endpoints as an ordinary FastAPI application: SQLAlchemy's ORM over asyncpg, a session per request.

Run by uvicorn, with DATABASE_URL in the environment.
"""

import base64
import hashlib
import json
import os
import time
from collections.abc import AsyncGenerator
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from fastapi import Cookie, Depends, FastAPI, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    BigInteger,
    DateTime,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Row,
    and_,
    case,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, joinedload, mapped_column, relationship

PRINCIPAL_SECONDS = 60

engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    """Base of the models."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: DateTime(timezone=True)}


class Contact(Base):
    """A customer."""

    __tablename__ = "contacts"
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class User(Base):
    """A person of the organisation."""

    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None]
    name: Mapped[str | None]


class Ticket(Base):
    """A piece of work."""

    __tablename__ = "tickets"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["contacts.organisation_id", "contacts.id"]),
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    number: Mapped[int] = mapped_column(BigInteger, server_default=FetchedValue())
    title: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default=FetchedValue())
    priority: Mapped[str] = mapped_column(server_default=FetchedValue())
    category: Mapped[str | None]
    location: Mapped[str | None]
    contact_id: Mapped[UUID | None]
    assigned_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    scheduled_date: Mapped[date | None]
    scheduled_start: Mapped[datetime | None]
    scheduled_end: Mapped[datetime | None]
    template_id: Mapped[UUID | None]
    template_version: Mapped[int | None]
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=FetchedValue())
    created_by: Mapped[UUID | None] = mapped_column(server_default=FetchedValue())
    closed_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    created_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    updated_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    version: Mapped[int] = mapped_column(server_default=FetchedValue())
    double_booking: Mapped[bool] = mapped_column(server_default=FetchedValue())
    first_responded_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    resolved_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    first_response_due_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    resolution_due_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    due_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    due_soon_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    series_id: Mapped[UUID | None]
    series_occurrence: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
    due_state: Mapped[str | None] = column_property(
        case(
            (
                status.in_(["Resolved", "Closed"]),
                case(
                    (or_(first_responded_at > first_response_due_at, resolved_at > resolution_due_at), "missed"),
                    (func.coalesce(first_response_due_at, resolution_due_at).is_not(None), "met"),
                ),
            ),
            (due_at < func.now(), "overdue"),
            (due_soon_at <= func.now(), "soon"),
            (due_at.is_not(None), "ok"),
            (and_(status == "Waiting", resolution_due_at.is_not(None)), "paused"),
        )
    )
    contact: Mapped[Contact | None] = relationship(viewonly=True)
    assigned_user: Mapped[User | None] = relationship(viewonly=True)

    @property
    def contact_name(self) -> str | None:
        """The name of the contact."""
        return None if self.contact is None else self.contact.name

    @property
    def assigned_user_name(self) -> str | None:
        """The name of the person who does the work."""
        return None if self.assigned_user is None else self.assigned_user.name


class TicketIn(BaseModel):
    """What a client writes."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=50_000)] | None = None
    priority: str = "Medium"
    category: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    contact_id: UUID | None = None


class TicketOut(BaseModel):
    """What is answered."""

    model_config = ConfigDict(from_attributes=True)
    id: UUID
    number: int
    title: str
    description: str | None
    status: str
    priority: str
    category: str | None
    location: str | None
    contact_id: UUID | None
    assigned_user_id: UUID | None
    scheduled_date: date | None
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    template_id: UUID | None
    template_version: int | None
    fields: dict[str, Any]
    created_by: UUID | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int
    double_booking: bool
    first_responded_at: datetime | None
    resolved_at: datetime | None
    first_response_due_at: datetime | None
    resolution_due_at: datetime | None
    due_at: datetime | None
    due_soon_at: datetime | None
    due_state: str | None
    series_id: UUID | None
    series_occurrence: str | None
    contact_name: str | None
    assigned_user_name: str | None


class TicketPage(BaseModel):
    """A page of the list."""

    model_config = ConfigDict(from_attributes=True)
    items: list[TicketOut]
    next_cursor: str | None


_principals: dict[bytes, tuple[float, Row[Any]]] = {}


class Current:
    """The session of a request in the database, and the organisation that it may see."""

    def __init__(self, session: AsyncSession, organisation_id: UUID) -> None:
        self.session, self.organisation_id = session, organisation_id


async def current(worktrackr: Annotated[str | None, Cookie()] = None) -> AsyncGenerator[Current]:
    """Open a transaction as the session of the cookie; commits at the end."""
    if worktrackr is None:
        raise HTTPException(401)
    token_hash = hashlib.sha256(worktrackr.encode()).digest()
    async with sessions.begin() as session:
        principal = await _principal(session, token_hash)
        await session.execute(
            text("select auth.enter(:token, :user, :role, :organisation, :change_set)"),
            {
                "token": token_hash,
                "user": principal.user_id,
                "role": principal.role,
                "organisation": principal.organisation_id,
                "change_set": str(uuid4()),
            },
        )
        yield Current(session, principal.organisation_id)


async def _principal(session: AsyncSession, token_hash: bytes) -> Row[Any]:
    known = _principals.get(token_hash)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    query = text("select user_id, organisation_id, role from auth.principal(:token)")
    principal = (await session.execute(query, {"token": token_hash})).first()
    if principal is None:
        raise HTTPException(401)
    _principals[token_hash] = (time.monotonic() + PRINCIPAL_SECONDS, principal)
    return principal


InSession = Annotated[Current, Depends(current, scope="function")]
_TICKETS = select(Ticket).options(joinedload(Ticket.contact), joinedload(Ticket.assigned_user))


@app.get("/api/tickets/{ticket_id}", response_model=TicketOut)
async def get_ticket(ticket_id: UUID, now: InSession) -> Ticket:
    """Answer one ticket."""
    query = _TICKETS.where(
        Ticket.organisation_id == now.organisation_id, Ticket.id == ticket_id, Ticket.deleted_at.is_(None)
    )
    ticket = (await now.session.scalars(query)).one_or_none()
    if ticket is None:
        raise HTTPException(404)
    return ticket


@app.get("/api/tickets", response_model=TicketPage)
async def list_tickets(now: InSession, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> dict[str, Any]:
    """Answer the newest tickets."""
    query = (
        _TICKETS.where(Ticket.organisation_id == now.organisation_id, Ticket.deleted_at.is_(None))
        .order_by(Ticket.created_at.desc(), Ticket.id.desc())
        .limit(limit + 1)
    )
    found = (await now.session.scalars(query)).all()
    items, cursor = found[:limit], None
    if len(found) > limit:
        key = json.dumps([items[-1].created_at.isoformat(), str(items[-1].id)])
        cursor = base64.urlsafe_b64encode(key.encode()).decode()
    return {"items": items, "next_cursor": cursor}


@app.post("/api/tickets", response_model=TicketOut, status_code=201)
async def create_ticket(data: TicketIn, now: InSession, response: Response) -> Ticket:
    """Make a ticket."""
    ticket = Ticket(organisation_id=now.organisation_id, **data.model_dump())
    now.session.add(ticket)
    await now.session.flush()
    await now.session.refresh(ticket, ["contact", "assigned_user", "due_state"])
    response.headers["location"] = f"/api/tickets/{ticket.id}"
    return ticket
