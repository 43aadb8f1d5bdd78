"""The roster file: programs, people and matches as the office keeps them, in one CSV table.

Reading is pure and all or nothing: either a whole `Roster`, or `BadRoster` with every problem of the file.
Whether slots collide is not asked here; that needs what is stored already.
"""

from mentoring.rosters.reading import read_roster
from mentoring.rosters.rows import BadRoster, MatchRow, PersonRow, ProgramRow, Roster, RowProblem

__all__ = ["BadRoster", "MatchRow", "PersonRow", "ProgramRow", "Roster", "RowProblem", "read_roster"]
