"""A partner agency's client, written from the .proto files alone: it records, tries again, watches, pages, and reads what went wrong.

Meant to be read by whoever writes the next one, in whatever language.
"""

from __future__ import annotations

import datetime
import itertools
import pathlib
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import grpc
from google.protobuf import duration_pb2
from google.rpc import error_details_pb2, status_pb2

from wire import (
    common_pb2,
    event_pb2,
    people_service_pb2_grpc,
    record_service_pb2,
    record_service_pb2_grpc,
    story_service_pb2,
    story_service_pb2_grpc,
)

TIMEOUT_S = 20
TRIES = 4


@dataclass
class Refused(Exception):
    """Why a call was not carried out, read from the error's details."""

    code: grpc.StatusCode
    message: str
    reason: str = ""
    domain: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    violations: dict[str, str] = field(default_factory=dict)
    retry_after: duration_pb2.Duration | None = None
    error_infos: int = 0

    def __str__(self) -> str:
        return f"{self.code.name} {self.reason}: {self.message} {self.violations or ''}"


def read_error(error: grpc.RpcError) -> Refused:
    """The google.rpc.Status in the trailing metadata says more than the code."""
    refused = Refused(error.code(), error.details() or "")
    packed = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
    for detail in status_pb2.Status.FromString(packed).details:
        info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            refused.error_infos += 1
            refused.reason, refused.domain, refused.metadata = info.reason, info.domain, dict(info.metadata)
        elif detail.Unpack(bad):
            refused.violations = {violation.field: violation.description for violation in bad.field_violations}
        elif detail.Unpack(retry):
            refused.retry_after = retry.retry_delay
    return refused


def new_id() -> str:
    """Each new request has a new id; a retry keeps it."""
    return str(uuid.uuid4())


def days_ago(days: int) -> common_pb2.Happened:
    """A day, when that is all one knows."""
    return common_pb2.Happened(date=(datetime.date.today() - datetime.timedelta(days=days)).isoformat())


def about(person: str) -> common_pb2.Part:
    """The event is about this person."""
    return common_pb2.Part(person=person, role=common_pb2.ROLE_ABOUT)


def said(person: str, text: str) -> common_pb2.Words:
    """A supporter's words about a person."""
    return common_pb2.Words(person=person, text=text, voice=common_pb2.VOICE_SUPPORTER)


def request_of(*events: event_pb2.Event, **options) -> record_service_pb2.RecordRequest:
    """A new request."""
    return record_service_pb2.RecordRequest(request_id=new_id(), events=events, **options)


def certificate_in(folder: pathlib.Path, agency: str) -> grpc.ChannelCredentials:
    """The certificate that an agency was given, with its key, and by what the server is known."""
    authority, key, own = ((folder / name).read_bytes() for name in ("server-authority.pem", f"{agency}.key", f"{agency}.pem"))
    return grpc.ssl_channel_credentials(authority, key, own)


class Partner:
    """One agency's line to Throughline; with `acting_for`, in the name of one of its supporters.

    From another machine it is a certificate that says which agency calls; on the server's own, a token may."""

    def __init__(self, address: str, token: str = "", acting_for: str = "", certificate: grpc.ChannelCredentials | None = None) -> None:
        self._channel = grpc.secure_channel(address, certificate) if certificate else grpc.insecure_channel(address)
        self._metadata = [("authorization", f"Bearer {token}")] if token else []
        if acting_for:
            self._metadata.append(("throughline-acting-for", acting_for))
        self.records = record_service_pb2_grpc.RecordServiceStub(self._channel)
        self.stories = story_service_pb2_grpc.StoryServiceStub(self._channel)
        self.people = people_service_pb2_grpc.PeopleServiceStub(self._channel)

    def close(self) -> None:
        """Hangs up."""
        self._channel.close()

    def call(self, method, request, timeout_s: float = TIMEOUT_S):
        """Calls, and tries again where that is worth it: only UNAVAILABLE is, and the same request is applied once however often it comes."""
        for attempt in itertools.count(1):
            try:
                return method(request, metadata=self._metadata, timeout=timeout_s)
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE or attempt == TRIES:
                    raise read_error(error) from None
                time.sleep(0.1 * 2**attempt)

    def call_raw(self, path: str, payload: bytes) -> bytes:
        """A call with bytes as they are: for what no well-made client would send."""
        method = self._channel.unary_unary(path)
        return self.call(method, payload)

    def record(self, *events: event_pb2.Event, **options) -> record_service_pb2.RecordResponse:
        """Records events in one request."""
        return self.call(self.records.Record, request_of(*events, **options))

    def record_many(self, requests: list[record_service_pb2.RecordRequest], cut_after: int = 0) -> list[record_service_pb2.RecordManyResponse]:
        """Records in bulk. After a cut, goes on from the first request that was not answered. `cut_after` makes one cut, to try that."""
        answers: list[record_service_pb2.RecordManyResponse] = []
        while len(answers) < len(requests):
            rest = (record_service_pb2.RecordManyRequest(request=request) for request in requests[len(answers) :])
            stream = self.records.RecordMany(rest, metadata=self._metadata, timeout=TIMEOUT_S)
            try:
                for answer in stream:
                    answers.append(answer)
                    if len(answers) == cut_after:
                        cut_after = 0
                        stream.cancel()
            except grpc.RpcError as error:
                if error.code() not in (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE):
                    raise read_error(error) from None
            else:
                break
        return answers

    def story(self, person: str, **options) -> story_service_pb2.GetStoryResponse:
        """One story."""
        return self.call(self.stories.GetStory, story_service_pb2.GetStoryRequest(person=person, **options))

    def pages(self, person: str, page_size: int) -> Iterator[story_service_pb2.ListEntriesResponse]:
        """The entries of a story, page by page, newest first."""
        token = ""
        while True:
            request = story_service_pb2.ListEntriesRequest(person=person, page_size=page_size, page_token=token)
            page = self.call(self.stories.ListEntries, request)
            yield page
            token = page.next_page_token
            if not token:
                return

    def watch(self, person: str, after_position: int = 0):
        """A story's new entries as they come. Cancel it when you have seen enough."""
        request = story_service_pb2.WatchStoryRequest(person=person, after_position=after_position)
        return self.stories.WatchStory(request, metadata=self._metadata, timeout=TIMEOUT_S)


def until_caught_up(stream: Iterable[story_service_pb2.WatchStoryResponse]) -> tuple[list, int]:
    """The entries that were there already, and the position up to which they were sent."""
    entries = []
    for news in stream:
        match news.WhichOneof("news"):
            case "entry":
                entries.append(news.entry)
            case "caught_up":
                return entries, news.caught_up.position
            case "redrawn":
                entries.clear()
    raise AssertionError("the stream ended before it had caught up")


def next_entry(stream: Iterable[story_service_pb2.WatchStoryResponse]):
    """The next entry; heartbeats only say that the line is alive."""
    for news in stream:
        if news.WhichOneof("news") == "entry":
            return news.entry
    raise AssertionError("the stream ended before anything came")
