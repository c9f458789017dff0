"""The official Model Context Protocol client, over standard input and over HTTP, in the newest
revision and in the one before it. It checks every result against the tool's output schema."""

import json

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

TOOLS = ["ask", "search", "fetch", "get_segment", "list_transcripts", "list_speakers", "status"]
QUESTION = "Was Tully Sandiford the keeper at Top Lock?"
NEWEST = "2026-07-28"
BEFORE = "2025-11-25"


def checks(place):
    parameters = StdioServerParameters(
        command=place.program, args=["--store", place.store, "mcp"], env=place.environment
    )
    doors = {
        "standard input": lambda mode: Client(stdio_client(parameters), mode=mode),
        "HTTP": lambda mode: Client(f"{place.url}/mcp", mode=mode),
    }
    for door, connect in doors.items():
        for mode, version in [("legacy", BEFORE), ("auto", NEWEST), (NEWEST, NEWEST)]:
            yield f"MCP over {door}, {mode}", conversation(connect, mode, version)
        yield f"MCP over {door}: wrong calls", wrong_calls(connect)
        yield f"MCP over {door}: search leads to fetch", citation(connect)
        yield f"MCP over {door}: many calls at once", many_calls(connect)


def conversation(connect, mode, version):
    async def check():
        async with connect(mode) as client:
            assert client.protocol_version == version, client.protocol_version
            tools = (await client.list_tools()).tools
            assert [tool.name for tool in tools] == TOOLS
            assert all(tool.annotations.read_only_hint for tool in tools)
            assert all(tool.output_schema for tool in tools)
            await every_tool(client)

    return check


async def every_tool(client):
    calls = {
        "ask": {"question": QUESTION, "k": 3},
        "search": {"query": "the frozen canal"},
        "fetch": {"id": "canal_history#7"},
        "get_segment": {"transcript": "canal_history", "at": "00:01:00"},
        "list_transcripts": {},
        "list_speakers": {"containing": "agnes"},
        "status": {},
    }
    assert list(calls) == TOOLS
    for name, arguments in calls.items():
        result = await client.call_tool(name, arguments)
        assert not result.is_error, (name, result)
        [text] = result.content
        assert json.loads(text.text) == result.structured_content, name
    answer = (await client.call_tool("ask", calls["ask"])).structured_content
    assert answer["answerable"] and answer["trust"] == "untrusted", answer
    assert "Tully Sandiford" in answer["quotes"][0]["text"]
    assert answer["quotes"][0]["speaker"] == "Agnes"


def wrong_calls(connect):
    async def check():
        async with connect("auto") as client:
            for name, arguments, advice in [
                ("ask", {"qestion": "x"}, "question"),
                ("ask", {"question": " "}, "empty"),
                ("ask", {"question": "x", "k": 99}, "between 1 and 20"),
                ("fetch", {"id": "canal_histroy#7"}, "canal_history"),
                ("get_segment", {"transcript": "canal_history", "at": "noon"}, "00:12:30"),
                ("get_segment", {"transcript": "canal", "at": "1"}, "canal_history"),
            ]:
                result = await client.call_tool(name, arguments)
                assert result.is_error, (name, arguments)
                assert advice in result.content[0].text, result.content[0].text
            answer = await client.call_tool("ask", {"question": QUESTION, "speakers": ["Agnez"]})
            answer = answer.structured_content
            assert answer["reason"] == "no_such_speaker" and "Agnes" in answer["explanation"]

    return check


def citation(connect):
    async def check():
        async with connect("auto") as client:
            found = (await client.call_tool("search", {"query": "Tully Sandiford"})).structured_content
            assert set(found) == {"results"} and found["results"], found
            for result in found["results"]:
                assert set(result) == {"id", "title", "url"} and all(result.values()), result
                read = await client.call_tool("fetch", {"id": result["id"]})
                read = read.structured_content
                assert set(read) == {"id", "title", "text", "url", "metadata"}, read
                assert (read["id"], read["url"]) == (result["id"], result["url"])
                assert read["metadata"]["trust"] == "untrusted"
                assert read["metadata"]["passage"]["text"] in read["text"]

    return check


def many_calls(connect):
    async def check():
        import anyio

        async with connect("auto") as client:

            async def call():
                result = await client.call_tool("ask", {"question": QUESTION})
                assert result.structured_content["answerable"]

            async with anyio.create_task_group() as group:
                for _ in range(32):
                    group.start_soon(call)

    return check
