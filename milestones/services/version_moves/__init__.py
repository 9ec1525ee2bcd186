"""Moving running cases to another version of their process: which, what it would mean, and doing it.

A move is an event of each case, and taking it back retracts that event; the engine does the rest. Cases are
moved in a background run (`MoveCases`), taken back in another (`TakeMoveBack`).
"""

from milestones.services.version_moves.order import LARGEST_LIST, MoveOrder
from milestones.services.version_moves.preview import MovePreview, preview_move
from milestones.services.version_moves.runs import MoveCases, TakeMoveBack, start_move

__all__ = [
    "LARGEST_LIST",
    "MoveCases",
    "MoveOrder",
    "MovePreview",
    "TakeMoveBack",
    "preview_move",
    "start_move",
]
