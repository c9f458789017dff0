"""The OpenAPI document: sound by itself, and true of a running server.

Schemathesis sends what the document allows and what it does not, once with a key that may read and
once with one that may write, each on a store of its own. What it judges stands in schemathesis.toml.
"""

import asyncio
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

from openapi_spec_validator import OpenAPIV31SpecValidator

HERE = pathlib.Path(__file__).parent

# How many requests are made up for each operation, besides those that the document's examples and
# bounds give. The same ones every time, so that a green run means the same tomorrow.
MADE_UP = "30"


def fetch(url: str) -> dict:
    with urllib.request.urlopen(url) as response:
        return json.load(response)


def checks(place):
    async def the_document_is_a_sound_openapi_document():
        document = fetch(f"{place.url}/v1/openapi.json")
        OpenAPIV31SpecValidator(document).validate()
        assert len(document["paths"]) > 15, document["paths"].keys()

    async def a_key_that_may_read_gets_what_the_document_says():
        await fuzz(place, "read")

    async def a_key_that_may_write_gets_what_the_document_says():
        await fuzz(place, "write")

    yield "the OpenAPI document is sound", the_document_is_a_sound_openapi_document
    yield "with a read key the server does as its document says", a_key_that_may_read_gets_what_the_document_says
    yield "with a write key the server does as its document says", a_key_that_may_write_gets_what_the_document_says


async def fuzz(place, scope: str):
    with tempfile.TemporaryDirectory() as folder, keyed(place, folder, scope) as (url, key):
        command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"),
            "--config-file", str(HERE / "schemathesis.toml"),
            "run", f"{url}/v1/openapi.json",
            "--header", f"Authorization: Bearer {key}",
            "--phases", "examples,coverage,fuzzing,stateful",
            "--max-examples", MADE_UP,
            "--generation-deterministic",
            "--suppress-health-check", "all",
            "--warnings", "off",
            "--no-color",
        ]
        environment = os.environ | {"SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py")}
        ran = await asyncio.to_thread(
            subprocess.run, command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert ran.returncode == 0, ran.stdout[-20_000:]


@contextlib.contextmanager
def keyed(place, folder: str, scope: str):
    """Another server of the same program, with a store and a key of its own."""
    other = type(place)(place.program, folder)
    other.index("canal_history.srt", "billing_meeting.txt")
    keys = str(pathlib.Path(folder) / "keys.toml")
    made = [other.program, "keys", "add", "fuzz", "--scope", scope, "--keys", keys]
    key = subprocess.run(made, check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1]
    other.serve("--keys", keys, "--rate", "0")
    try:
        yield other.url, key
    finally:
        other.stop()
