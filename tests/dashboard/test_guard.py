"""Strangers on the network: slow, loud, endless, or asking for another house; the server answers the others."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dashboard import guard
from dashboard.guard import Rate, Rates
from loaders.database import connect
from tests.serving import served


@pytest.fixture(scope="module")
def url(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("guarded")
    connect(str(folder / "village.db")).engine.dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VILLAGE_HOSTS", "127.0.0.1, village.example")
        with served(folder / "village.db") as address:
            yield address


def raw(url: str, sent: bytes, wait: float = 30) -> bytes:
    """What comes back before the connection is closed."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), wait) as line:
        line.sendall(sent)
        answer = b""
        try:
            while piece := line.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return answer


def test_a_connection_that_never_speaks_is_closed(url: str) -> None:
    assert raw(url, b"") == b""


def test_headers_that_never_end_are_closed(url: str) -> None:
    assert raw(url, b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n") == b""


@pytest.mark.parametrize("head", [b"GET /" + b"a" * 40_000, b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 5_000, b"GET / HTTP/1.1\r\nX-A: " + b"b" * 40_000])
def test_endless_lines_and_floods_of_headers_are_refused(url: str, head: bytes) -> None:
    answer = raw(url, head)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_a_form_that_never_comes_is_answered_in_words(url: str) -> None:
    answer = raw(url, b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nwho=")
    assert answer.startswith(b"HTTP/1.1 408") and "传得太慢".encode() in answer


def test_two_hundred_silent_connections_keep_nobody_out(url: str) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    silent = [socket.create_connection((host, int(port)), 20) for _ in range(200)]
    try:
        assert httpx.get(f"{url}/login", timeout=20).status_code == 200
    finally:
        for line in silent:
            line.close()


def test_another_host_is_refused_and_ours_is_served(url: str) -> None:
    assert httpx.get(f"{url}/login", headers={"host": "evil.example"}).status_code == 400
    assert httpx.get(f"{url}/login", headers={"host": "Village.example:443"}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/login"), ("PUT", "/open"), ("POST", "/search"), ("TRACE", "/login"), ("PATCH", "/lite"), ("OPTIONS", "/whoami")])
def test_a_method_that_nobody_expects_changes_nothing_and_tells_nothing(url: str, method: str, path: str) -> None:
    answer = httpx.request(method, f"{url}{path}", timeout=20)
    assert answer.status_code in (404, 405) and "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/none.php", "/lite/none", "/paper/x", "/open/none.csv", "/_stcore/metrics", "/login", "/search?q=%00", "/lite/books?place=%FF"])
def test_every_answer_carries_the_headers_and_no_banner(url: str, path: str) -> None:
    answer = httpx.get(f"{url}{path}", timeout=20)
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-frame-options"] == "DENY"
    assert "content-security-policy" in answer.headers and "server" not in answer.headers and "x-powered-by" not in answer.headers
    assert answer.status_code < 500 and "Traceback" not in answer.text


def test_who_asks_too_fast_is_told_to_wait_and_others_are_served() -> None:
    rates = Rates({("GET", "/search"): Rate(3, 0.001, 5, 0.001)})
    assert [rates.may("GET", "/search", "one") for _ in range(4)] == [True, True, True, False]
    assert [rates.may("GET", "/search", "two") for _ in range(3)] == [True, True, False]
    assert rates.may("GET", "/lite", "one") and rates.may("POST", "/search", "one")


def test_a_flood_of_addresses_takes_no_memory() -> None:
    rates = Rates()
    for number in range(10_000):
        rates.may("GET", "/search", str(number))
    assert len(rates._buckets) <= guard._ADDRESSES
