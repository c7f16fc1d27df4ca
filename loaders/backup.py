"""A backup: one encrypted file with a consistent copy of the database and the kept originals, read again once written.

The file begins with ``VILLAGE1``, the salt and the cost of scrypt, which makes the key from a passphrase. Behind them
stand pieces of a tar archive, each sealed by AES-GCM under its number, so that none can be changed, moved, left out,
or cut off at the end. The archive's last member is a list of all others with their digests.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import struct
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import make_url

from loaders import seal
from loaders.database import HEAD, Database, key_lock, originals, told
from loaders.seal import Vault, WrongKey

MAGIC = b"VILLAGE1"
PIECE = 1 << 20
_COST = 15  # 32 MB and a tenth of a second for every guess
_HEADER = struct.Struct(">8s16sB")
_DATABASE, _KEY, _LIST = "village.db", "village.key", "contents.json"

NO_KEY = (
    "注意：这里没有密钥。请把原来的密钥文件 village.key 放到数据库旁边再启动；"
    "没有它，身份证号、账号和原始表格谁也打不开，只能用原来的表格重新导入。"
)


class Unusable(Exception):
    """The backup cannot be made or used; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: when it was made, how many originals, and whether the key is among them."""

    at: str
    schema: str
    files: int
    bytes: int
    with_key: bool


# --- sealed pieces -------------------------------------------------------------------------------------


def _key(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    if not 10 <= cost <= 19:
        raise Unusable("这个文件不是备份，或已经损坏。")
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << cost, r=8, p=1, maxmem=(1 << 31) - 1, dklen=32))


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">QxxxB", number, last)


class _Sealing(io.RawIOBase):
    """Seals what is written to it, piece by piece."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(16)
        self._target, self._aead, self._number = target, _key(passphrase, salt, _COST), 0
        self._waiting = bytearray()
        target.write(_HEADER.pack(MAGIC, salt, _COST))

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: object) -> int:
        """Take the bytes in."""
        self._waiting += data  # type: ignore[arg-type]
        while len(self._waiting) > PIECE:
            self._send(bytes(self._waiting[:PIECE]), False)
            del self._waiting[:PIECE]
        return len(data)  # type: ignore[arg-type]

    def finish(self) -> None:
        """Seal the last piece, which says that it is the last."""
        self._send(bytes(self._waiting), True)

    def _send(self, piece: bytes, last: bool) -> None:
        self._target.write(self._aead.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1


class _Opening(io.RawIOBase):
    """Opens the pieces as they are read."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        header = source.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(MAGIC):
            raise Unusable("这个文件不是备份，或已经损坏。")
        _, salt, cost = _HEADER.unpack(header)
        self._source, self._aead, self._number = source, _key(passphrase, salt, cost), 0
        self._next, self._ready = source.read(PIECE + 16), b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._ready and self._next:
            piece, self._next = self._next, self._source.read(PIECE + 16)
            try:
                self._ready = self._aead.decrypt(_nonce(self._number, not self._next), piece, None)
            except InvalidTag:
                raise Unusable("口令不对，或者备份文件已经损坏、没有传完整。" if not self._number else "备份文件已经损坏或没有传完整。") from None
            self._number += 1
        count = min(len(view), len(self._ready))
        view[:count], self._ready = self._ready[:count], self._ready[count:]
        return count


# --- writing -------------------------------------------------------------------------------------------


def database_file(url: str) -> Path:
    """The file of an SQLite database; :class:`Unusable` for any other."""
    parsed = make_url(url if "://" in url else f"sqlite:///{Path(url).resolve()}")
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise Unusable("只能备份SQLite数据库。别的数据库请用它自己的备份程序。")
    return Path(parsed.database).resolve()


def _check(file: Path) -> None:
    connection = sqlite3.connect(file)
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError:
        found = ["malformed"]
    finally:
        connection.close()
    if found != ["ok"]:
        raise Unusable("数据库文件里有损坏的页，不能用。请从更早的备份恢复。")


def _copied(source: Path, target: Path) -> None:
    """A consistent copy, also while others write."""
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(target)) as other:
        try:
            one.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError:
            raise Unusable("数据库文件里有损坏的页，不能备份。请从更早的备份恢复。") from None


def _originals(db: Database) -> Iterator[Path]:
    """The kept originals; :class:`Unusable` where one is not what its name says."""
    for file in originals(db.files):
        try:
            db.vault.open_bytes(file.read_bytes())
        except WrongKey:
            raise Unusable(f"保存的原始文件 {file.name[:12]}… 已经损坏，没有备份。") from None
        yield file


class _Archive:
    """Adds members to a tar and keeps their digests."""

    def __init__(self, stream: _Sealing) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|")  # noqa: SIM115 - closed by finish
        self.digests: dict[str, str] = {}
        self.bytes = 0

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reader = _Digesting(file)
        self._tar.addfile(info, reader)
        self.digests[name] = reader.digest.hexdigest()
        self.bytes += size

    def finish(self, about: dict[str, object]) -> None:
        """Add the list of the members and close."""
        content = json.dumps(about | {"members": self.digests}).encode()
        info = tarfile.TarInfo(_LIST)
        info.size = len(content)
        self._tar.addfile(info, io.BytesIO(content))
        self._tar.close()


class _Digesting:
    """Reads on and digests what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def write(db: Database, path: Path, passphrase: str, with_key: bool = False) -> Contents:
    """Write a backup beside a running server and read it again; all of it or nothing."""
    source = database_file(db.url)
    if path.exists():
        raise Unusable(f"{path} 已经有了，没有覆盖。请换一个文件名。")
    if not path.parent.is_dir():
        raise Unusable(f"没有文件夹 {path.parent}，没有备份。请先建好，或换一个地方。")
    if len(passphrase) < 8:
        raise Unusable("口令至少要8个字。")
    # no key changes in the middle: the database and the originals are sealed with one
    with told(), key_lock(source.parent), _emptied(source.parent, path), tempfile.TemporaryDirectory(dir=source.parent, prefix=".backup-") as folder:
        key = next(iter(seal.written_keys(source.parent)), None) if with_key else None
        if with_key and key is None:
            raise Unusable("找不到密钥文件，不能一起备份。")
        copy = Path(folder) / _DATABASE
        _copied(source, copy)
        _check(copy)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as target:
                sealing = _Sealing(target, passphrase)
                archive = _Archive(sealing)
                with copy.open("rb") as stream:
                    archive.add(_DATABASE, stream, copy.stat().st_size)
                for file in _originals(db):
                    with file.open("rb") as stream:
                        archive.add(f"files/{file.name[:2]}/{file.name}", stream, file.stat().st_size)
                if key:
                    archive.add(_KEY, io.BytesIO(key.encode()), len(key))
                at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
                archive.finish({"at": at, "schema": HEAD})
                sealing.finish()
                target.flush()
                os.fsync(target.fileno())
            found = read(Path(temporary), passphrase)
            os.link(temporary, path)  # unlike a rename, it never takes the place of a file
        finally:
            os.unlink(temporary)
    return found


@contextlib.contextmanager
def _emptied(home: Path, path: Path) -> Iterator[None]:
    """Without what a backup that was killed has left behind."""
    for left in home.glob(".backup-*"):
        shutil.rmtree(left)
    for half in path.parent.glob(f".{path.name}.????????"):
        half.unlink()
    yield


# --- reading -------------------------------------------------------------------------------------------


def read(path: Path, passphrase: str, into: Path | None = None) -> Contents:
    """What a backup holds, once all of it was read and every digest is right; its members go ``into`` a folder."""
    digests: dict[str, str] = {}
    about: dict[str, object] = {}
    size = 0
    with path.open("rb") as source:
        opening = io.BufferedReader(_Opening(source, passphrase), PIECE)
        try:
            with tarfile.open(fileobj=opening, mode="r|") as tar:
                for member in tar:
                    stream = tar.extractfile(member)
                    if stream is None or not _is_ours(member.name):
                        raise Unusable("备份文件里有不该有的东西，没有使用。")
                    if member.name == _LIST:
                        about = json.loads(stream.read())
                        continue
                    size += member.size
                    digests[member.name] = _take(stream, into / member.name if into else None)
            while opening.read(PIECE):  # to the end, which is sealed too
                pass
        except tarfile.TarError:
            raise Unusable("备份文件已经损坏或没有传完整。") from None
    if about.get("members") != digests or _DATABASE not in digests:
        raise Unusable("备份文件不完整，没有使用。")
    files = sum(name.startswith("files/") for name in digests)
    return Contents(str(about["at"]), str(about["schema"]), files, size, _KEY in digests)


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    kept = len(parts) == 3 and parts[0] == "files" and parts[1] == parts[2][:2] and len(parts[2]) == 64 and parts[2].isalnum()
    return name in (_DATABASE, _KEY, _LIST) or kept


def _take(stream: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") if target else contextlib.nullcontext() as written:
        while data := stream.read(PIECE):
            digest.update(data)
            if written:
                written.write(data)
        if written:
            written.flush()
            os.fsync(written.fileno())
    return digest.hexdigest()


def restore(path: Path, passphrase: str, url: str) -> tuple[Contents, bool]:
    """Put the database and the originals of a backup in place, all or nothing; whether the key that opens them is here.

    It never takes the place of a database. The database comes last: until then there is none.
    """
    target = database_file(url)
    if not path.is_file():
        raise Unusable(f"没有这个文件：{path}")
    if any(target.with_name(target.name + ending).exists() for ending in ("", "-wal", "-journal")):
        raise Unusable(f"{target} 已经有了，没有覆盖。请先移走，或恢复到别的地方。")
    with told():
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(".restore-*"):  # of a restore that was killed
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as name:
            folder = Path(name)
            found = read(path, passphrase, folder)
            if found.schema > HEAD:
                raise Unusable("备份是用更新的版本做的。请先升级程序再恢复。")
            _check(folder / _DATABASE)
            known = _right_key(folder, target.parent)
            for file in (folder / "files").rglob("*"):
                if file.is_file():
                    kept = target.parent / "files" / file.name[:2] / file.name
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(file, kept)
            if found.with_key and not (target.parent / _KEY).exists():
                os.chmod(folder / _KEY, 0o600)
                os.link(folder / _KEY, target.parent / _KEY)
            os.link(folder / _DATABASE, target)
    return found, known


def _right_key(folder: Path, home: Path) -> bool:
    """Whether there is a key for the restored database; :class:`WrongKey` where the one that is here is another."""
    written = [*seal.written_keys(home), *seal.written_keys_in(folder / _KEY)][:1]
    with contextlib.closing(sqlite3.connect(folder / _DATABASE)) as connection:
        sealed = connection.execute("SELECT value FROM setting WHERE name = 'key-check'").fetchone()
    if not written:
        return sealed is None
    if sealed and not Vault(bytes.fromhex(written[0])).fits(sealed[0]):
        raise WrongKey
    return True
