"""The light shell: the installed Streamlit's files with Chinese words, small fonts and compressed beforehand.

``python -m dashboard.shell`` builds it; the server builds it where it is missing.
"""

import base64
import gzip
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
import platformdirs
import streamlit
from fontTools import subset

from dashboard.style import SUN, TITLE

#: The version whose index page and fonts the patches below were written for.
STREAMLIT = "1.67"

_HERE = Path(__file__).parent
_WORDS = _HERE / "shell_words.js"
_SOURCE = Path(streamlit.__file__).parent / "static"
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".gif": "image/gif",
}
_COMPRESSED = {".js", ".css", ".json", ".svg"}
_LARGE = 1_500_000  # beyond this the last tenth of compression costs more seconds than it is worth
_KEPT_SECONDS = 3 * 24 * 3600
_LATIN = "U+0020-007E,U+00A5,U+00B7,U+00D7,U+2013-2014,U+2018-2019,U+201C-201D,U+2026"
_LATIN_FONTS = ("SourceSansVF-Upright", "SourceSansVF-Italic", "SourceCodeVF-Upright", "SourceCodeVF-Italic")
_ICON_NAME = re.compile(r":material/([a-z0-9_]+):")
_SPLASH = (
    '<div role="status" style="font:26px/1.8 sans-serif;text-align:center;padding:24vh 1em 0;color:#222">'
    f'{TITLE}<br><span id="splash-text">正在打开，请稍等…</span>'
    '<p style="font-size:20px"><a href="/lite" style="color:#9c1c1c">等得太久？看简易版</a></p></div>'
)
_NOSCRIPT = (
    '<p style="font:22px/1.6 sans-serif;padding:1em">'
    '这台手机打不开这个页面，请看<a href="/lite">简易版</a>。</p>'
)


class ShellError(RuntimeError):
    """The installed Streamlit is not the one that the patches were written for."""


@dataclass(slots=True)
class File:
    """One file as it is sent: its type and its bytes by encoding, read when first asked for."""

    kind: str
    paths: Mapping[str, Path]
    _read: dict[str, bytes] = field(default_factory=dict)

    def best(self, accepted: str) -> tuple[str, bytes]:
        """The encoding that the browser accepts and this file has, and the bytes."""
        encoding = best_encoding(accepted, self.paths)
        if encoding not in self._read:
            self._read[encoding] = self.paths[encoding].read_bytes()
        return encoding, self._read[encoding]


@dataclass(frozen=True, slots=True)
class Shell:
    """The built shell: the index page by encoding, its tag and scripts' hashes, and the files by path."""

    index: Mapping[str, bytes]
    etag: str
    script_hashes: tuple[str, ...]
    files: Mapping[str, File]


def best_encoding(accepted: str, available: Mapping[str, Any]) -> str:
    """``br``, ``gzip`` or the empty string for bytes as they are."""
    names = {part.partition(";")[0].strip() for part in accepted.split(",")}
    return next((name for name in ("br", "gzip") if name in names and name in available), "")


def shell() -> Shell:
    """The shell for the installed Streamlit, built where the cache does not hold it yet."""
    folder = build()
    page = (folder / "index.html").read_bytes()
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return Shell(
        index={"br": brotli.compress(page), "gzip": gzip.compress(page, 9), "": page},
        etag=f'"{sha256(page).hexdigest()[:20]}"',
        script_hashes=tuple(base64.b64encode(sha256(script).digest()).decode() for script in scripts),
        files=dict(_files(folder)),
    )


def _files(folder: Path) -> Iterator[tuple[str, File]]:
    for path in (folder / "static").rglob("*"):
        if path.suffix in _TYPES and path.is_file():
            paths = {"": path}
            for encoding, ending in (("br", ".br"), ("gzip", ".gz")):
                packed = path.with_name(path.name + ending)
                if packed.is_file():
                    paths[encoding] = packed
            yield f"/{path.relative_to(folder).as_posix()}", File(_TYPES[path.suffix], paths)


# Building


def build() -> Path:
    """The folder that holds the shell; it appears there whole or not at all."""
    version = streamlit.__version__
    if not version.startswith(f"{STREAMLIT}."):
        raise ShellError(
            f"The light shell was written for Streamlit {STREAMLIT}, and {version} is installed. "
            "Check dashboard/shell.py and shell_words.js against it, then change STREAMLIT."
        )
    target = _cache() / f"{version}-{_recipe()}"
    if (target / "index.html").is_file():
        with suppress(OSError):
            os.utime(target)
        return target
    print("正在准备网页文件，只在第一次启动时需要，约二十秒…", file=sys.stderr, flush=True)
    work = Path(tempfile.mkdtemp(prefix="building-", dir=target.parent))
    try:
        _write(work)
        work.chmod(0o755)
        work.rename(target)
    except OSError:
        if not (target / "index.html").is_file():  # else another process was faster
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _tidy(target)
    return target


def _tidy(newest: Path) -> None:
    """Remove shells that nothing has used for long, and what a killed build has left."""
    long_ago = time.time() - _KEPT_SECONDS
    for folder in newest.parent.iterdir():
        if folder != newest and folder.is_dir() and folder.stat().st_mtime < long_ago:
            shutil.rmtree(folder, ignore_errors=True)


def _cache() -> Path:
    """The first writable folder: the checkout's own, the user's, or a temporary one."""
    checkout = _HERE.parent
    homes = [checkout / "build"] if (checkout / "pyproject.toml").is_file() else []
    homes.append(platformdirs.user_cache_path("sunshine-village", appauthor=False))
    for home in homes:
        folder = home / "shell"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="sunshine-village-"))


def _recipe() -> str:
    """A short hash of all that shapes the shell besides Streamlit itself."""
    parts = [
        _WORDS.read_bytes(),
        Path(__file__).read_bytes(),
        *(name.encode() for name in sorted(own_icons())),
    ]
    return sha256(b"\0".join(parts)).hexdigest()[:12]


def own_icons() -> set[str]:
    """The icons that our pages name."""
    return {name for path in _HERE.rglob("*.py") for name in _ICON_NAME.findall(path.read_text("utf-8"))}


def streamlit_scripts() -> str:
    """All of Streamlit's JavaScript as one text, to look words and icons up in."""
    folder = _SOURCE / "static" / "js"
    return "\n".join(path.read_text("utf-8", errors="ignore") for path in sorted(folder.glob("*.js")))


def _write(folder: Path) -> None:
    shutil.copytree(_SOURCE / "static", folder / "static")
    media = folder / "static" / "media"
    _small_icons(_only(media, "MaterialSymbols"))
    for name in _LATIN_FONTS:
        _subset(_only(media, name), ["--unicodes=" + _LATIN])
    files = [p for p in (folder / "static").rglob("*") if p.suffix in _COMPRESSED and p.stat().st_size > 200]
    files.sort(key=lambda p: -p.stat().st_size)
    with ThreadPoolExecutor(2) as pool:  # both compressors work outside Python's lock
        list(pool.map(_compress, files))
    page = patched((_SOURCE / "index.html").read_text("utf-8"), _WORDS.read_text("utf-8"))
    (folder / "index.html").write_text(page, "utf-8")


def _only(media: Path, name: str) -> Path:
    found = list(media.glob(f"{name}*.woff2"))
    if len(found) != 1:
        raise ShellError(
            f"Streamlit {streamlit.__version__} has {len(found)} fonts named {name}, one is wanted."
        )
    return found[0]


def _small_icons(font: Path) -> None:
    """Keep the icons that Streamlit's scripts and our pages name; a name is a ligature of its letters."""
    wanted = set(_ICON_NAME.findall(streamlit_scripts())) | own_icons()
    known = set(subset.load_font(str(font), subset.Options()).getGlyphOrder())
    glyphs = [g for name in sorted(wanted) for g in (name, f"{name}.fill") if g in known]
    if not glyphs:
        raise ShellError(f"No icon of Streamlit {streamlit.__version__} was found in its own font.")
    letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
    _subset(
        font,
        ["--glyphs=" + ",".join(glyphs), "--text=" + letters, "--layout-features=*", "--no-layout-closure"],
    )


def _subset(font: Path, choice: list[str]) -> None:
    small = font.with_suffix(".small")
    subset.main([str(font), *choice, "--flavor=woff2", f"--output-file={small}"])
    small.replace(font)


def _compress(path: Path) -> None:
    content = path.read_bytes()
    quality = 9 if len(content) > _LARGE else 11
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=quality))
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9 if quality == 11 else 6))


def patched(page: str, words: str) -> str:
    """Streamlit's index page in Chinese, without what a villager's phone need not load."""
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    for pattern, text in (
        (r'<html lang="en">', '<html lang="zh-CN">'),
        (r"<title>Streamlit</title>", f"<title>{TITLE}</title>"),
        (r'<link rel="shortcut icon" href="\./favicon\.png" />', f'<link rel="icon" href="{SUN}">'),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*/>', ""),
        (r'<link rel="service-desc"[^>]*/>', ""),
        (r"<noscript>.*?</noscript>", f"<noscript>{_NOSCRIPT}</noscript>"),
        (r'<div id="root"></div>', f'<div id="root">{_SPLASH}</div>'),
        (r"</body>", f"<script>{words}</script></body>"),
    ):
        page, found = re.subn(pattern, lambda _, text=text: text, page, flags=re.DOTALL)  # type: ignore[misc]
        if found != 1:
            raise ShellError(
                f"Streamlit {streamlit.__version__}: the index page has {found} of {pattern}, one is wanted."
            )
    page = re.sub(r'(href|src)="\./', r'\1="/', page)
    return re.sub(r"\n\s*\n+", "\n", page).strip() + "\n"


def chinese_words() -> dict[str, str]:
    """The dictionary of ``shell_words.js``, so that a test can look its keys up in Streamlit."""
    source = _WORDS.read_text("utf-8")
    return {
        json.loads(key): json.loads(value)
        for key, value in re.findall(r'^    ("[^"]+"): ("[^"]+"),$', source, re.MULTILINE)
    }


if __name__ == "__main__":
    print(build())
