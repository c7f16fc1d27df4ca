"""The light shell: its patches still fit the installed Streamlit, and its words are still Streamlit's."""

import os
import re
from pathlib import Path

import pytest
import streamlit

from dashboard import shell
from dashboard.style import TITLE

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


def test_the_installed_streamlit_is_the_one_that_the_shell_was_written_for() -> None:
    assert streamlit.__version__.startswith(f"{shell.STREAMLIT}."), (
        "Streamlit has changed: look through shell.py, shell_words.js and gate.py, then set STREAMLIT"
    )


def test_the_index_page_takes_every_patch() -> None:
    page = shell.patched(INDEX, "WORDS")
    assert '<html lang="zh-CN">' in page and f"<title>{TITLE}</title>" in page
    assert 'href="/lite"' in page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "<script>WORDS</script></body>" in page
    assert 'as="font"' not in page and "_stcore/agent" not in page and '"./' not in page
    assert not re.search(r"<!--|JavaScript|\bStreamlit\b", page)


def test_an_index_page_that_lost_a_patched_part_is_refused() -> None:
    with pytest.raises(shell.ShellError, match="root"):
        shell.patched(INDEX.replace('<div id="root">', '<div id="app">'), "")


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "__version__", "9.99.0")
    with pytest.raises(shell.ShellError, match=r"9\.99\.0 is installed"):
        shell.build()


def test_every_translated_word_still_stands_in_streamlits_scripts() -> None:
    words, scripts = shell.chinese_words(), shell.streamlit_scripts()
    assert len(words) > 80
    assert [word for word in words if word not in scripts] == []


def test_old_shells_and_killed_builds_are_removed(tmp_path: Path) -> None:
    for name in ("newest", "recent", "old", "building-x"):
        (tmp_path / name).mkdir()
    for name in ("newest", "old", "building-x"):
        os.utime(tmp_path / name, (0, 0))
    shell._tidy(tmp_path / "newest")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["newest", "recent"]


def test_the_shell_is_small_where_it_counts() -> None:
    built = shell.shell()
    fonts = {path: file.best("")[1] for path, file in built.files.items() if "MaterialSymbols" in path}
    assert [len(font) < 30_000 for font in fonts.values()] == [True]
    for path, file in built.files.items():
        if path.endswith((".js", ".css")) and len(file.best("")[1]) > 1000:
            assert len(file.best("br")[1]) < len(file.best("gzip")[1]) < len(file.best("")[1]), path


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip;q=1.0", "gzip"), ("deflate", ""), ("", ""), ("brotli", "")],
)
def test_the_best_encoding_that_the_browser_knows(accepted: str, encoding: str) -> None:
    assert shell.best_encoding(accepted, {"br": b"", "gzip": b"", "": b""}) == encoding
