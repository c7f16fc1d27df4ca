"""The driver of the load, in a process of its own: villagers on Streamlit's full page who keep asking.

Reads one JSON document from standard input and prints another. Every villager opens a socket with the session
cookie, is shown the page, and then chooses another year every few seconds.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

OPENING_AT_ONCE = 8
PATIENCE = 30.0


@dataclass
class Villager:
    """One villager's socket and what the page has told of itself."""

    socket: ClientConnection
    years: list[str]
    page: str = ""
    choice: str = ""
    took: list[float] = field(default_factory=list)

    async def ask(self, year: str | None = None) -> None:
        """Run the page, with another year chosen; the seconds until all of it has come, or an error."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name = "" if self.page else "my"
        asked.page_script_hash = self.page
        asked.widget_states.SetInParent()
        if year:
            asked.widget_states.widgets.add(id=self.choice).string_array_value.data.append(f"{year}年")
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            said = await self._answer()
        self.took.append(time.perf_counter() - start)
        if f"{year or self.years[0]}年一共收到".encode() not in said:
            raise ValueError("the answer is not that year's")

    async def _answer(self) -> bytes:
        said = []
        while True:
            content = await self.socket.recv(decode=False)
            said.append(content)
            answer = ForwardMsg.FromString(content)
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self.page = answer.navigation.page_script_hash
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "button_group":
                self.choice = answer.delta.new_element.button_group.id
            elif kind == "script_finished":
                return b"".join(said)


async def _enter(given: dict[str, Any], token: str, room: asyncio.Semaphore) -> Villager:
    async with room:
        socket = await connect(
            f"{given['url'].replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit", "x"],  # type: ignore[list-item]
            additional_headers={"Cookie": f"{given['cookie']}={token}"},
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE,
        )
        villager = Villager(socket, given["years"])
        await villager.ask()
        return villager


async def _keeps_asking(villager: Villager, think: float, until: float) -> list[float]:
    """The seconds of every answer; a question that failed counts as the longest wait."""
    villager.took.clear()
    turn = 0
    while (pause := random.expovariate(1 / think)) < until - time.perf_counter():
        await asyncio.sleep(pause)
        turn += 1
        try:
            await villager.ask(villager.years[turn % len(villager.years)])
        except Exception as failure:
            print(f"a question failed: {failure!r}", file=sys.stderr)
            return [*villager.took, PATIENCE]
    return villager.took


async def _run(given: dict[str, Any]) -> dict[str, Any]:
    start = time.perf_counter()
    room = asyncio.Semaphore(OPENING_AT_ONCE)
    present = await asyncio.gather(*(_enter(given, token, room) for token in given["tokens"]))
    entered = time.perf_counter() - start
    until = time.perf_counter() + given["seconds"] - entered
    took = await asyncio.gather(*(_keeps_asking(villager, given["think"], until) for villager in present))
    await asyncio.gather(*(villager.socket.close() for villager in present))
    return {"entered": entered, "took": [seconds for one in took for seconds in one]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(json.load(sys.stdin)))))
