"""Whom the server answers and with what headers, over the wire; and that both ways to start it do so."""

import ast
import asyncio
import http.client
from contextlib import closing

import pytest
import websockets
from starlette.datastructures import UploadFile
from starlette.requests import Request

from simulator.files.networks.model import MOST_BYTES
from simulator.panels.fields.upload_limit import KEPT, PLACE, UploadLimit
from simulator.panels.start.http_guard import local_names

from .visitors import ROOT, server, visit


def asked(port: int, path: str = "/", **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Status, headers and text of what the server answers."""
    with closing(http.client.HTTPConnection("localhost", port, timeout=60)) as line:
        line.request("GET", path, headers={"Connection": "close", **headers})
        found = line.getresponse()
        return found.status, found.headers, found.read().decode()


async def opens(port: int, host: str, **headers: str) -> bool:
    """Whether a page of this host may open the line over which all numbers go."""
    try:
        async with websockets.connect(
            f"ws://{host}:{port}/_stcore/stream", origin=f"http://{host}:{port}", host="localhost", port=port,
            subprotocols=["streamlit"], additional_headers=headers,
        ):  # fmt: skip
            return True
    except websockets.InvalidStatus as refused:
        assert refused.response.status_code == 403
        return False


def test_a_local_server_answers_to_local_names_and_says_what_a_browser_may_do():
    with server() as (port, _):
        status, headers, _ = asked(port)
        assert status == 200
        rules = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
        assert rules["default-src"] == "'self'"
        assert rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert "frame-ancestors" not in rules and headers["X-Frame-Options"] is None  # a course page may
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & {*rules["script-src"].split()}
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"

        for path in ("/_stcore/metrics", "/_stcore/metrics/", "/_stcore/metrics?families=session_events"):
            assert asked(port, path)[0] == 404
        assert asked(port, "/_stcore/health")[0] == 200

        status, headers, said = asked(port, Host="rebound.example" + "x" * 900)
        assert status == 403 and "--server.allowedHosts" in said and len(said) < 300
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert asked(port, Host="127.0.0.1:1")[0] == asked(port, Host="[::1]:1")[0] == 200
        assert asked(port, Host="course.example", **{"X-Forwarded-For": "192.0.2.1"})[0] == 200

        assert asyncio.run(opens(port, "localhost"))
        assert not asyncio.run(opens(port, "rebound.example"))
        assert asyncio.run(opens(port, "course.example", **{"X-Forwarded-For": "192.0.2.1"}))
        assert "backprop_player" in asyncio.run(visit(port)).components


@pytest.mark.parametrize(
    ("address", "allowed", "checked"),
    [
        ("localhost", [], True),
        ("127.0.0.1", [], True),
        ("::1", [], True),
        ("localhost", ["course.example"], False),  # by Streamlit
        ("0.0.0.0", [], False),  # a hall
        ("192.0.2.7", [], False),
        ("host.example", [], False),
        (None, [], False),
    ],
)
def test_names_are_checked_at_a_local_address_alone(address, allowed, checked):
    names = local_names(address, allowed, "at.example")
    assert bool(names) == checked
    if checked:
        assert {"localhost", "127.0.0.1", "::1", "at.example"} <= {*names}


@pytest.mark.parametrize("script", ["app.py", "simulator/panels/start/app_script.py"])
def test_both_scripts_are_guarded_applications_for_streamlit(script):
    """Streamlit looks for such an assignment, without running the file."""
    from streamlit.web.server.app_discovery import discover_asgi_app  # noqa: PLC0415

    assert discover_asgi_app(ROOT / script).is_asgi_app
    (call,) = [
        node for node in ast.walk(ast.parse((ROOT / script).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.App"
    ]  # fmt: skip
    assert ast.unparse(call) == "st.App(__file__, **GUARDED)"


@pytest.mark.parametrize(
    ("size", "cut"), [(0, False), (MOST_BYTES, False), (KEPT - 50, True), (3 * KEPT, True)]
)
def test_a_file_that_is_too_large_reaches_the_page_cut_short_and_is_read_to_its_end(size, cut):
    """So that the page says why it is refused; nothing past the cut is kept, in whatever pieces it comes."""
    start = b'--X1\r\nContent-Disposition: form-data; name="f"; filename="a.npz"\r\n\r\n'
    body = start + bytes(size) + b"\r\n--X1--\r\n"
    pieces = [body[at : at + 2**18] for at in range(0, len(body), 2**18)]
    found, headers = asyncio.run(uploaded(pieces, b'multipart/form-data; boundary="X1"; more=1'))
    assert not pieces
    assert b"content-length" not in headers
    assert len(found) == (KEPT - len(start) if cut else size) and not any(found[:: 2**12])
    assert cut == (len(found) > MOST_BYTES)


async def uploaded(pieces: list[bytes], kind: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The file that an application behind the limit gets, and the headers."""
    got = []

    async def behind(scope, receive, send):
        async with Request(scope, receive).form() as form:
            (file,) = form.values()
            assert isinstance(file, UploadFile)
            got.extend([await file.read(), dict(scope["headers"])])

    async def receive():
        body = pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(pieces)}

    sent = sum(map(len, pieces))
    headers = [(b"content-type", kind), (b"content-length", b"%d" % sent)]
    scope = {"type": "http", "method": "PUT", "path": f"{PLACE}a/b", "headers": headers}
    await UploadLimit(behind)(scope, receive, lambda _: None)
    return got[0], got[1]
