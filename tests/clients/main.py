"""Runs every check of the official clients against one program and one store.

    main.py PROGRAM

A check is an async function that raises where something is wrong. All run, whatever fails.
"""

import asyncio
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import traceback

import mcp_checks
import openai_checks
import openapi_checks

TRANSCRIPTS = pathlib.Path(__file__).parents[2] / "data" / "transcripts"


class Place:
    """A program, a store with the sample conversations, and a server of it."""

    def __init__(self, program: str, folder: str):
        self.program = program
        self.store = os.path.join(folder, "store.db")
        self.environment = {
            name: value for name, value in os.environ.items() if name.startswith(("WHOSAID_", "ORT_"))
        }
        self.url = ""
        self.server = None

    def index(self, *files: str):
        """Reads these sample conversations, or all of them."""
        paths = [str(TRANSCRIPTS / file) for file in files or [""]]
        command = [self.program, "--store", self.store, "index", *paths]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def serve(self, *options: str):
        command = [self.program, "--store", self.store, "serve", "--addr", "127.0.0.1:0", *options]
        self.server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        told = []
        for line in self.server.stderr:
            told.append(line)
            if "listening on http://" in line:
                self.url = line.split("listening on ")[1].strip()
                # What it says later is read and forgotten, so that it never waits for a reader.
                threading.Thread(target=self.server.stderr.read, daemon=True).start()
                return
        raise RuntimeError(f"the server did not start: {''.join(told)}")

    def stop(self):
        if self.server:
            self.server.terminate()
            self.server.wait(60)


def checks(place: Place):
    yield from mcp_checks.checks(place)
    yield from openai_checks.checks(place)
    yield from openapi_checks.checks(place)


def run(place: Place) -> tuple[int, int]:
    passed = failed = 0
    for name, check in checks(place):
        try:
            asyncio.run(asyncio.wait_for(check(), 120))
            passed += 1
            print(f"ok      {name}")
        except Exception:
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}")
    return passed, failed


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(sys.argv[1], folder)
        place.index()
        place.serve()
        try:
            passed, failed = run(place)
        finally:
            place.stop()
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
