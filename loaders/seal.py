"""Sealing and keyed digests of identity and account numbers; the key lives outside the database."""

import contextlib
import hashlib
import os
import secrets
import struct
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_NONCE = 12


class WrongKey(Exception):
    """What is sealed was sealed with another key, or was changed since."""

    def __init__(self, words: str = "密钥不对：数据库是用另一把密钥封存的。请放回原来的密钥文件后再启动。") -> None:
        super().__init__(words)


class Vault:
    """Seals text so that it cannot be read or changed without the key, and digests it so that it can be compared."""

    __slots__ = ("_aead", "_keyed", "_mark", "_salt")

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("密钥应为32字节。")
        self._aead = AESGCM(HKDFExpand(hashes.SHA256(), 32, b"seal").derive(key))
        self._keyed = hashlib.blake2b(key=HKDFExpand(hashes.SHA256(), 32, b"digest").derive(key), digest_size=32)
        self._salt = algorithms.AES(HKDFExpand(hashes.SHA256(), 32, b"salt").derive(key))
        self._mark = b""  # the mark of a database that this key was found to fit

    def __repr__(self) -> str:
        return "Vault()"

    def seal(self, text: str) -> bytes:
        """The text, sealed: nonce, ciphertext and tag."""
        return self.seal_bytes(text.encode())

    def seal_all(self, texts: Sequence[str]) -> list[bytes]:
        """The texts, each sealed as :meth:`seal` does; the nonces of all are drawn at once."""
        nonces = os.urandom(_NONCE * len(texts))
        encrypt = self._aead.encrypt
        starts = range(0, len(nonces), _NONCE)
        return [
            (nonce := nonces[start : start + _NONCE]) + encrypt(nonce, text.encode(), None) for start, text in zip(starts, texts, strict=True)
        ]

    def open(self, sealed: bytes) -> str:
        """The text that was sealed; :class:`WrongKey` when it cannot be trusted."""
        return self.open_bytes(sealed).decode()

    def seal_bytes(self, data: bytes) -> bytes:
        """The bytes, sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, data, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes that were sealed; :class:`WrongKey` when they cannot be trusted."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag as error:
            raise WrongKey from error

    def salts(self, numbers: Sequence[int]) -> list[bytes]:
        """For each number 16 bytes that are always the same and that nobody can guess without the key."""
        halves = [0] * (2 * len(numbers))
        halves[1::2] = numbers
        encryptor = Cipher(self._salt, modes.ECB()).encryptor()  # one block for each number: a keyed permutation
        blocks = encryptor.update(struct.pack(f">{len(halves)}Q", *halves)) + encryptor.finalize()
        return [blocks[start : start + 16] for start in range(0, len(blocks), 16)]

    def digest(self, text: str) -> bytes:
        """32 bytes that are the same for the same text and say nothing without the key."""
        digest = self._keyed.copy()  # BLAKE2b takes the key itself, and is much faster here than HMAC
        digest.update(text.encode())
        return digest.digest()


    def mark(self) -> bytes:
        """What a database keeps to know its key by."""
        return self.seal("village")

    def fits(self, mark: bytes) -> bool:
        """Whether the database with this mark is sealed with this key."""
        if mark != self._mark:
            try:
                if self.open(mark) != "village":
                    return False
            except WrongKey:
                return False
            self._mark = mark
        return True


class LostKey(Exception):
    """The database is sealed, and there is no key."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"找不到密钥文件 {file}，这个数据库要用它才能打开。请把原来的密钥文件放回去再启动。"
            "如果密钥丢了，身份证号、账号和原始表格谁也打不开，只能新建数据库、用原来的表格重新导入。"
        )


def vault_of(folder: Path, mark: bytes | None) -> Vault:
    """The vault of the key in ``VILLAGE_KEY`` (64 hex digits), in the file ``VILLAGE_KEY_FILE``, or beside the data.

    ``mark`` is that of the database, none where no key was ever used on it: then a key file that does not exist is
    made once, readable by its owner alone. :class:`LostKey` where there is none, :class:`WrongKey` where it is another.
    """
    keys = [Vault(_key(written)) for written in written_keys(folder)]
    if keys:
        fitting = keys if mark is None else [vault for vault in keys if vault.fits(mark)]
        if not fitting:
            raise WrongKey
        return fitting[0]
    file = key_file(folder)
    if mark is not None:
        raise LostKey(file)
    with contextlib.suppress(FileExistsError), _beside(file, secrets.token_hex(32)) as temporary:
        os.link(temporary, file)  # unlike a rename, it leaves the key that another process made just now
    return Vault(_key(file.read_text().strip()))


def key_file(folder: Path) -> Path:
    """Where the key of the data in this folder is kept, unless a setting holds the key itself."""
    return Path(os.environ.get("VILLAGE_KEY_FILE") or folder / "village.key").resolve()


def written_keys(folder: Path) -> list[str]:
    """The key as it is written in the setting, or in the file of the setting or beside the data; none where there is none.

    Two, the old one first, only while the key is being changed.
    """
    setting = os.environ.get("VILLAGE_KEY")
    return [setting.strip()] if setting else written_keys_in(key_file(folder))


def written_keys_in(file: Path) -> list[str]:
    """The keys that are written in a file; none without the file."""
    return file.read_text().split() if file.exists() else []


def write_keys(file: Path, *keys: str) -> None:
    """Put keys in the place of those in the file, at once or not at all."""
    with _beside(file, "\n".join(keys)) as temporary:
        os.replace(temporary, file)
    synced(file.parent)


@contextlib.contextmanager
def _beside(file: Path, content: str) -> Iterator[str]:
    """A file with this content beside another one, readable by its owner alone; gone in the end unless it was renamed."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def synced(folder: Path) -> None:
    """Have the system write down what was renamed in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _key(written: str) -> bytes:
    try:
        key = bytes.fromhex(written)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WrongKey("密钥读不懂：应为64位十六进制数，可能被改过或没有抄全。请放回原来的密钥。")
    return key
