"""A small Flask app with SQLAlchemy: a week with its breaks and their slots, through relationships.

With FIXED=1 its query does what the advice of the finding says.
"""

import os

from flask import Flask, jsonify
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

engine = create_engine(os.environ["DATABASE_URL"].replace("postgres://", "postgresql+psycopg2://"))


class Base(DeclarativeBase):
    pass


class Week(Base):
    __tablename__ = "flask_weeks"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    breaks: Mapped[list["Break"]] = relationship()


class Break(Base):
    __tablename__ = "flask_breaks"
    id: Mapped[int] = mapped_column(primary_key=True)
    week_id: Mapped[int] = mapped_column(ForeignKey(Week.id))
    name: Mapped[str]
    slots: Mapped[list["Slot"]] = relationship()


class Slot(Base):
    __tablename__ = "flask_slots"
    id: Mapped[int] = mapped_column(primary_key=True)
    break_id: Mapped[int] = mapped_column(ForeignKey(Break.id))
    name: Mapped[str]


app = Flask("ads")


@app.get("/api/weeks/<int:week_id>")
def week(week_id):
    query = select(Week).where(Week.id == week_id)
    if os.environ.get("FIXED") == "1":
        query = query.options(selectinload(Week.breaks).selectinload(Break.slots))
    with Session(engine) as session:
        found = session.scalars(query).one()
        return jsonify(
            name=found.name,
            breaks=[{"name": each.name, "slots": [slot.name for slot in each.slots]} for each in found.breaks],
        )


def make_tables():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)


def make_week(breaks):
    with Session(engine) as session:
        session.add(
            Week(
                id=1,
                name="first",
                breaks=[
                    Break(name=f"break {number}", slots=[Slot(name=f"slot {slot}") for slot in range(3)])
                    for number in range(breaks)
                ],
            )
        )
        session.commit()
