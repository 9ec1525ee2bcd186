"""Where a first run keeps what it must keep: below `var/` in the project, or where `SLA_VAR` says."""

import os
import stat
import tempfile
from pathlib import Path

from sla_admin.embedded.errors import EmbeddedServiceError

PROJECT = Path(__file__).resolve().parent.parent.parent

_LONGEST_SOCKET_PATH = 103
"""A socket's address holds 108 bytes on Linux and 104 on macOS, the closing zero included."""

_SOCKET_NAME = ".s.PGSQL.5432"


def var_folder() -> Path:
    """The folder of everything this installation writes for itself; not created here."""
    return Path(os.environ.get("SLA_VAR") or PROJECT / "var").expanduser().absolute()


def private_folder(path: Path) -> Path:
    """That folder, made when missing, readable by its owner alone.

    Access is only ever taken away, and only from a folder that is ours: one that belongs to somebody else, or
    a link in its place, is refused. A missing parent is made such that others may pass through it, but not
    look around (a server without root's rights must pass); parents that exist are left as they are.
    """
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o711)
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise EmbeddedServiceError(f"{path} is not a folder. Remove it, or name another place in SLA_VAR.")
    if found.st_uid != os.geteuid() and os.geteuid() != 0:
        raise EmbeddedServiceError(
            f"{path} belongs to another user (uid {found.st_uid}). Run as that user, remove the folder, or "
            "name "
            "another place in SLA_VAR."
        )
    if found.st_mode & 0o077:
        path.chmod(0o700)
    return path


def socket_folder(data: Path) -> Path:
    """The private folder of the socket of the server with that data folder; made when missing.

    Beside the data where the path fits into a socket's address. A deeper project gets a folder of its own in
    the user's runtime folder or in the system's temporary one; which one is recorded beside the data, so that
    every process of the installation finds it.
    """
    beside = data.with_name(f"{data.name}-socket")
    if len(os.fsencode(beside / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
        return private_folder(beside)
    private_folder(data)
    record = data.with_name(f"{data.name}-socket-folder")
    if record.is_file():
        recorded = Path(record.read_text().strip())
        if recorded.is_dir() and not recorded.is_symlink():
            return private_folder(recorded)
    chosen = Path(tempfile.mkdtemp(prefix="sla-", dir=os.environ.get("XDG_RUNTIME_DIR") or None))
    if len(os.fsencode(chosen / _SOCKET_NAME)) > _LONGEST_SOCKET_PATH:
        chosen.rmdir()
        chosen = Path(tempfile.mkdtemp(prefix="sla-", dir="/tmp"))
    record.write_text(f"{chosen}\n")
    return chosen
