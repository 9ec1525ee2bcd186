"""PostgreSQL refuses to run as root. Started by root, it runs here as somebody with fewer rights."""

import os
import pwd
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sla_admin.embedded.errors import EmbeddedServiceError


class Disguise(NamedTuple):
    """A way to run a program without being root: what goes before its command line, and who then owns its
    files.

    `owner` None: the files stay root's.
    """

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None


def disguise_for(program: Path, folders: Sequence[Path]) -> Disguise:
    """How to run that program so that PostgreSQL accepts it, and so that it may write to those folders.

    Nothing to do for an ordinary user. For root: a user namespace, in which root's own files appear to belong
    to an ordinary user (no file changes hands); where the machine forbids namespaces, the rights are dropped
    to the owner of the project's folder or to `nobody`, who then own the given folders, and nothing else.
    """
    if os.geteuid() != 0:
        return Disguise()
    for disguise in _candidates(program):
        if _works(disguise, program, folders):
            return disguise
    raise EmbeddedServiceError(
        "PostgreSQL does not run as root, and this machine offers neither a user namespace (`unshare "
        "--user`) nor a "
        f"user that can reach {program} and {folders[0]} (`setpriv`). Run as an ordinary user, put the "
        "project in a "
        "folder that others can reach (such as /opt), or set DATABASE_URL to a PostgreSQL server of your own."
    )


def _candidates(program: Path) -> Iterator[Disguise]:
    yield Disguise(("unshare", "--user", "--map-user=1000", "--"))
    owner = program.stat()
    if owner.st_uid != 0:
        yield _dropped(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return
    yield _dropped(nobody.pw_uid, nobody.pw_gid)


def _dropped(uid: int, gid: int) -> Disguise:
    return Disguise(("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--"), (uid, gid))


def _works(disguise: Disguise, program: Path, folders: Sequence[Path]) -> bool:
    """Whether the program starts in that disguise and could write to the folders, were they its own."""
    try:
        if not _succeeds([*disguise.prefix, str(program), "--version"]):
            return False
    except FileNotFoundError:
        return False
    for folder in folders:
        reached = folder if disguise.owner is None else folder.parent
        wanted = "-w" if disguise.owner is None else "-x"
        if not _succeeds([*disguise.prefix, "test", wanted, str(reached)]):
            return False
    return True


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
