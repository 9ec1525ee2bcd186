"""Looks whether everything stored about a case is what its events and the configuration say, and nothing
else.

Starts from source events and pinned configuration only: the chains are recomputed, the history is folded
afresh, and ledger, state, clocks and case fields are compared with that. Whatever differs is drift; there
must be none.
"""

from milestones.engine.verify.cases import CHUNK, Drift, Verified, verify

__all__ = ["CHUNK", "Drift", "Verified", "verify"]
