"""Sealing and keyed digests of identity and account numbers; the key lives outside the database."""

import hashlib
import os
import secrets
import struct
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_NONCE = 12


class WrongKey(Exception):
    """What is sealed was sealed with another key, or was changed since."""

    def __init__(self) -> None:
        super().__init__("密钥不对：数据库是用另一把密钥封存的。请放回原来的密钥文件后再启动。")


class Vault:
    """Seals text so that it cannot be read or changed without the key, and digests it so that it can be compared."""

    __slots__ = ("_aead", "_keyed", "_salt")

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("密钥应为32字节。")
        self._aead = AESGCM(HKDFExpand(hashes.SHA256(), 32, b"seal").derive(key))
        self._keyed = hashlib.blake2b(key=HKDFExpand(hashes.SHA256(), 32, b"digest").derive(key), digest_size=32)
        self._salt = algorithms.AES(HKDFExpand(hashes.SHA256(), 32, b"salt").derive(key))

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


class LostKey(Exception):
    """The database is sealed, and there is no key."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"找不到密钥文件 {file}，这个数据库要用它才能打开。请把原来的密钥文件放回去再启动。"
            "如果密钥丢了，身份证号、账号和原始表格谁也打不开，只能新建数据库、用原来的表格重新导入。"
        )


def vault_of(folder: Path, make: bool = True) -> Vault:
    """The vault of the key in ``VILLAGE_KEY`` (64 hex digits), in the file ``VILLAGE_KEY_FILE``, or beside the data.

    A key file that does not exist is made once, readable by its owner alone; :class:`LostKey` where none may be made.
    """
    written = written_key(folder)
    if written is not None:
        return Vault(_key(written))
    file = _file(folder)
    if not make:
        raise LostKey(file)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it just now
        pass
    else:
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_hex(32))
            stream.flush()
            os.fsync(stream.fileno())
    return Vault(_key(file.read_text().strip()))


def _file(folder: Path) -> Path:
    return Path(os.environ.get("VILLAGE_KEY_FILE") or folder / "village.key")


def written_key(folder: Path) -> str | None:
    """The key as it is written in the setting, or in the file of the setting or beside the data; none where there is none."""
    return os.environ.get("VILLAGE_KEY") or written_key_in(_file(folder))


def written_key_in(file: Path) -> str | None:
    """The key that is written in a file; none without the file."""
    return file.read_text().strip() if file.exists() else None


def _key(written: str) -> bytes:
    try:
        key = bytes.fromhex(written)
    except ValueError as error:
        raise ValueError("密钥应为64位十六进制数。") from error
    if len(key) != 32:
        raise ValueError("密钥应为64位十六进制数。")
    return key
