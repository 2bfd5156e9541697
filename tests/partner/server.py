"""Starts Throughline for a test, on a free port and in a temporary folder. The only file here that knows the program; the client does not."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20


def free_address() -> str:
    """A loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


class Server:
    """One running Throughline. `with Server() as server:` stops it and removes its folder."""

    def __init__(self, data: str = "throughline-data") -> None:
        self.binary = os.environ.get("THROUGHLINE_BIN") or exit("set THROUGHLINE_BIN to the program; tests/run does")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="partner-test-"))
        self.data = self.folder / data
        self.address = free_address()
        self.tokens: dict[str, str] = {}
        # Set where it is served over TLS.
        self.certificate: grpc.ChannelCredentials | None = None
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """Nobody's settings but the test's: `call` finds this server, and nothing is coloured."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
        return others | {"THROUGHLINE_ADDRESS": f"http://{self.address}", "NO_COLOR": "1"}

    def run(self, *arguments: str) -> str:
        """Runs the program to its end, and gives what it printed."""
        done = subprocess.run(
            [self.binary, *arguments], cwd=self.folder, env=self.environment(), capture_output=True, text=True, timeout=START_TIMEOUT_S
        )
        if done.returncode != 0:
            raise AssertionError(f"throughline {' '.join(arguments)} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def add_agency(self, name: str) -> str:
        """Lets an agency take part, and gives its token."""
        return json.loads(self.run("agency", "add", name, "--data", str(self.data), "--format", "json"))["token"]

    def start(self, command: str, *arguments: str) -> None:
        """Starts `serve` or `demo`, and waits until it answers."""
        log = self.folder / "server.log"
        with log.open("w") as output:
            self._process = subprocess.Popen(
                [self.binary, command, "--data", str(self.data), "--listen", self.address, *arguments],
                cwd=self.folder,
                env=self.environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        give_up = time.monotonic() + START_TIMEOUT_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"throughline {command} did not come up:\n{log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Asks it to stop, as a service manager would."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                raise AssertionError("throughline did not stop when it was asked to") from None
        self._process = None

    def _answers(self) -> bool:
        with grpc.secure_channel(self.address, self.certificate) if self.certificate else grpc.insecure_channel(self.address) as channel:
            try:
                answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=2)
            except grpc.RpcError:
                return False
        return answer.status == health_pb2.HealthCheckResponse.SERVING
