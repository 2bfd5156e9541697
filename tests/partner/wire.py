"""The partner's stubs, generated from the .proto files each time, as a partner's own build would. Nothing else of this repository is used.

Import from here: `from wire import event_pb2`. The stubs lie in a temporary folder that goes when the program ends.
"""

import atexit
import importlib
import pathlib
import shutil
import sys
import tempfile

import grpc_tools
from grpc_tools import protoc

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"


def _generate() -> None:
    """Runs protoc, as `python -m grpc_tools.protoc` would, and makes what it wrote importable."""
    stubs = tempfile.mkdtemp(prefix="partner-stubs-")
    atexit.register(shutil.rmtree, stubs, ignore_errors=True)
    well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    files = sorted(str(path) for path in PROTO.glob("throughline/v1/*.proto"))
    arguments = ["protoc", f"-I{PROTO}", f"-I{well_known}", f"--python_out={stubs}", f"--grpc_python_out={stubs}", *files]
    if protoc.main(arguments) != 0:
        raise SystemExit("protoc could not compile the .proto files; its message is above")
    sys.path.insert(0, stubs)


def _load(name: str):
    return importlib.import_module(f"throughline.v1.{name}")


_generate()

alongside_pb2 = _load("alongside_pb2")
common_pb2 = _load("common_pb2")
event_pb2 = _load("event_pb2")
help_pb2 = _load("help_pb2")
people_pb2 = _load("people_pb2")
people_service_pb2 = _load("people_service_pb2")
people_service_pb2_grpc = _load("people_service_pb2_grpc")
place_pb2 = _load("place_pb2")
reason_pb2 = _load("reason_pb2")
record_service_pb2 = _load("record_service_pb2")
record_service_pb2_grpc = _load("record_service_pb2_grpc")
story_service_pb2 = _load("story_service_pb2")
story_service_pb2_grpc = _load("story_service_pb2_grpc")
