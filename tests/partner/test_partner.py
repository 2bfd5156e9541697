"""A partner's view of a running Throughline: everything that the .proto files promise to the program of an agency."""

from __future__ import annotations

import datetime
import unittest

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2

from partner import Partner, Refused, about, days_ago, new_id, next_entry, read_error, request_of, said, until_caught_up
from server import Server
from wire import (
    alongside_pb2,
    common_pb2,
    event_pb2,
    help_pb2,
    people_pb2,
    people_service_pb2,
    place_pb2,
    reason_pb2,
    record_service_pb2,
    story_service_pb2,
)

SERVICES = ["throughline.v1.AuditService", "throughline.v1.PeopleService", "throughline.v1.RecordService", "throughline.v1.StoryService"]
DOMAIN = "throughline.v1"
MIDNIGHT = datetime.datetime.combine(datetime.date.today() - datetime.timedelta(days=3), datetime.time(), datetime.timezone.utc)


def met(person: str, days: int = 1, words: str = "") -> event_pb2.Event:
    """A supporter spent time with somebody."""
    event = event_pb2.Event(happened=days_ago(days), people=[about(person)], met=alongside_pb2.Met())
    event.manner = common_pb2.MANNER_IN_PERSON
    if words:
        event.words.append(said(person, words))
    return event


def offered(person: str, what: str) -> event_pb2.Event:
    """A supporter offered somebody help."""
    offer = help_pb2.OfferedHelp(what=what, kind=common_pb2.HELP_KIND_HOME, size=common_pb2.HELP_SIZE_A_DAY)
    return event_pb2.Event(happened=days_ago(1), people=[about(person)], offered_help=offer)


def positions(response: record_service_pb2.RecordResponse) -> list[int]:
    """Where the events of a request lie in the log."""
    return [entry.position for entry in response.receipt.entries]


SERVER: Server


def setUpModule() -> None:
    """One server for all of it."""
    global SERVER
    SERVER = unittest.enterModuleContext(Server())
    SERVER.tokens = {name: SERVER.add_agency(name) for name in ("Harmony House", "Care City")}
    SERVER.start("serve")


class APartner(unittest.TestCase):
    """Harmony House's program. Each test hears of somebody of its own."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.token, cls.other_token = SERVER.tokens.values()
        cls.agency = cls.line(cls.token)
        cls.amina = cls.line(cls.token, f"supporter/{cls.join_supporter('Amina')}")

    @classmethod
    def line(cls, token: str, acting_for: str = "") -> Partner:
        """A line that is closed at the end."""
        partner = Partner(SERVER.address, token, acting_for)
        cls.addClassCleanup(partner.close)
        return partner

    @classmethod
    def join_supporter(cls, name: str, agency: Partner | None = None) -> str:
        """A supporter takes part; their name goes into the words."""
        joined = event_pb2.Event(
            happened=days_ago(100),
            words=[common_pb2.Words(details=common_pb2.Details(known_as=name))],
            supporter_joined=place_pb2.SupporterJoined(what_they_do="link worker"),
        )
        return (agency or cls.agency).record(joined).receipt.entries[0].person

    def somebody(self, known_as: str = "Rosa") -> str:
        """A person whom the agency hears of for the first time."""
        request = people_service_pb2.FirstHearOfRequest(
            request_id=new_id(),
            happened=days_ago(60),
            how=people_pb2.HEARD_HOW_FROM_THEMSELVES,
            they_know=people_pb2.THEY_KNOW_YES,
            details=common_pb2.Details(known_as=known_as, languages=["en"]),
        )
        return self.amina.call(self.amina.people.FirstHearOf, request).person

    def refusal(self, code: grpc.StatusCode, reason: str, call, *arguments, **options) -> Refused:
        """The call is refused, with exactly one ErrorInfo of the catalogue."""
        with self.assertRaises(Refused) as caught:
            call(*arguments, **options)
        refused = caught.exception
        self.assertEqual((refused.code, refused.reason, refused.domain, refused.error_infos), (code, reason, DOMAIN, 1), str(refused))
        self.assertIn(f"REASON_{reason}", reason_pb2.Reason.keys())
        self.assertTrue(refused.message)
        return refused


class Recording(APartner):
    """Writing safely."""

    def test_what_happened_is_recorded_and_answered_with_a_receipt(self) -> None:
        person = self.somebody()
        response = self.amina.record(met(person, words="We had tea."), offered(person, "a ramp at the front door"))
        first, second = response.receipt.entries
        self.assertEqual(second.position, first.position + 1)
        self.assertEqual([len(first.event), len(first.leaf_hash), first.person], [36, 32, person])
        self.assertTrue(response.receipt.log_origin)
        self.assertFalse(response.receipt.repeated_request)
        datetime.datetime.fromisoformat(response.receipt.recorded_at)

    def test_the_same_request_again_is_answered_with_the_same_receipt(self) -> None:
        request = request_of(met(self.somebody()))
        first = self.amina.call(self.amina.records.Record, request)
        again = self.amina.call(self.amina.records.Record, request)
        self.assertTrue(again.receipt.repeated_request)
        again.receipt.repeated_request = False
        self.assertEqual(again.receipt, first.receipt)

    def test_the_same_request_id_with_other_content_is_refused(self) -> None:
        person = self.somebody()
        request = request_of(met(person))
        self.amina.call(self.amina.records.Record, request)
        request.events[0].CopyFrom(met(person, days=2))
        self.refusal(grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED", self.amina.call, self.amina.records.Record, request)

    def test_events_of_one_request_may_name_each_other(self) -> None:
        person = self.somebody()
        yes = event_pb2.Event(
            happened=days_ago(1),
            people=[about(person)],
            offer_answered=help_pb2.OfferAnswered(offer="#0", answer=help_pb2.ANSWER_YES),
        )
        response = self.amina.record(offered(person, "a ramp"), yes)
        story = self.amina.story(person, at_least_position=positions(response)[-1])
        answered = next(entry for entry in story.entries if entry.event.HasField("offer_answered"))
        self.assertEqual(answered.event.offer_answered.offer, response.receipt.entries[0].event)

    def test_a_request_is_taken_in_whole_or_not_at_all(self) -> None:
        person = self.somebody()
        before = self.amina.story(person, at_least_position=positions(self.amina.record(met(person)))[0])
        nobody = met("00000000-0000-4000-8000-000000000000")
        self.refusal(grpc.StatusCode.NOT_FOUND, "PERSON_UNKNOWN", self.amina.record, met(person, days=2), nobody)
        self.assertEqual(self.amina.story(person).story.events, before.story.events)

    def test_a_rehearsal_says_how_it_would_read_and_writes_nothing(self) -> None:
        person = self.somebody()
        response = self.amina.record(met(person), validate_only=True)
        self.assertEqual(len(response.sentences), 1)
        self.assertTrue(response.sentences[0])
        self.assertFalse(response.HasField("receipt"))
        self.assertFalse(any(entry.event.HasField("met") for entry in self.amina.story(person).entries))

    def test_a_condition_that_no_longer_holds_is_refused(self) -> None:
        person = self.somebody()
        seen = positions(self.amina.record(met(person, days=3)))[0]
        self.amina.record(met(person, days=2))
        self.refusal(grpc.StatusCode.ABORTED, "STORY_MOVED_ON", self.amina.record, met(person), nothing_new_since=seen)


class RecordingMany(APartner):
    """Writing in bulk."""

    def test_a_stream_that_was_cut_goes_on_and_nothing_is_there_twice(self) -> None:
        person = self.somebody()
        requests = [request_of(met(person, days)) for days in range(30, 0, -1)]
        answers = self.amina.record_many(requests, cut_after=5)
        self.assertEqual([answer.request_id for answer in answers], [request.request_id for request in requests])
        self.assertEqual({answer.WhichOneof("outcome") for answer in answers}, {"receipt"})
        last = max(answer.receipt.entries[0].position for answer in answers)
        entries = self.amina.story(person, at_least_position=last, page_size=100).entries
        self.assertEqual(sum(entry.event.HasField("met") for entry in entries), len(requests))

    def test_a_request_that_is_refused_does_not_stop_the_stream(self) -> None:
        person = self.somebody()
        tomorrow = met(person, days=-2)
        answers = self.amina.record_many([request_of(met(person)), request_of(tomorrow), request_of(met(person, days=2))])
        self.assertEqual([answer.WhichOneof("outcome") for answer in answers], ["receipt", "not_taken", "receipt"])
        refused = answers[1].not_taken
        self.assertEqual((refused.code, refused.reason), (grpc.StatusCode.INVALID_ARGUMENT.value[0], reason_pb2.REASON_IN_THE_FUTURE))
        self.assertTrue(refused.message)


class Reading(APartner):
    """Reading, paging and watching."""

    def test_one_reads_what_one_has_just_written(self) -> None:
        person = self.somebody()
        response = self.amina.record(met(person, words="We had tea."))
        told = self.amina.story(person, at_least_position=positions(response)[0])
        newest = told.entries[0]
        self.assertGreaterEqual(told.as_of.position, positions(response)[0])
        self.assertEqual(newest.event.id, response.receipt.entries[0].event)
        self.assertEqual([words.text for words in newest.event.words], ["We had tea."])
        self.assertIn("Rosa", newest.sentence)
        self.assertEqual(told.details.known_as, "Rosa")

    def test_a_position_that_is_not_reached_in_time_ends_at_the_deadline(self) -> None:
        person = self.somebody()
        with self.assertRaises(grpc.RpcError) as caught:
            request = story_service_pb2.GetStoryRequest(person=person, at_least_position=1_000_000_000)
            metadata = [("authorization", f"Bearer {self.token}"), ("throughline-acting-for", f"resident/{person}")]
            self.agency.stories.GetStory(request, metadata=metadata, timeout=1)
        self.assertEqual(read_error(caught.exception).code, grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_pages_follow_each_other_newest_first_without_gap_or_double(self) -> None:
        person = self.somebody()
        response = self.amina.record(*(met(person, days) for days in range(5, 0, -1)))
        self.amina.story(person, at_least_position=positions(response)[-1])
        pages = list(self.amina.pages(person, page_size=2))
        self.assertEqual([len(page.entries) for page in pages], [2, 2, 2])
        told = [entry.event.id for page in pages for entry in page.entries]
        self.assertEqual(told[:5], [entry.event for entry in reversed(response.receipt.entries)])
        self.assertEqual(len(set(told)), 6)

    def test_a_page_token_of_another_story_is_refused(self) -> None:
        one, other = self.somebody("Rosa"), self.somebody("Idris")
        for person in (one, other):
            last = positions(self.amina.record(met(person, 3), met(person, 2), met(person, 1)))[-1]
        self.amina.story(other, at_least_position=last)
        token = self.amina.story(one, page_size=2).next_page_token
        self.assertTrue(token)
        for wrong in (token, "not-a-token"):
            options = {"page_size": 2, "page_token": wrong}
            self.refusal(grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", self.amina.story, other, **options)

    def test_a_watcher_catches_up_and_then_hears_what_is_new(self) -> None:
        person = self.somebody()
        known = positions(self.amina.record(met(person, days=2)))[0]
        stream = self.amina.watch(person)
        self.addCleanup(stream.cancel)
        entries, position = until_caught_up(stream)
        self.assertEqual(entries[-1].position, known)
        self.assertGreaterEqual(position, known)
        response = self.amina.record(offered(person, "a lift to the garden"))
        self.assertEqual(next_entry(stream).event.id, response.receipt.entries[0].event)

    def test_a_watcher_who_comes_back_hears_only_what_they_missed(self) -> None:
        person = self.somebody()
        dealt_with = positions(self.amina.record(met(person, days=3)))[0]
        missed = positions(self.amina.record(met(person, days=2)))[0]
        stream = self.amina.watch(person, after_position=dealt_with)
        self.addCleanup(stream.cancel)
        entries, _ = until_caught_up(stream)
        self.assertEqual([entry.position for entry in entries], [missed])


class Refusing(APartner):
    """What goes wrong says so, and what to do."""

    def test_an_error_names_every_field_that_is_not_right(self) -> None:
        asked = help_pb2.AskedForHelp(what="x" * 501)
        event = event_pb2.Event(happened=days_ago(1), people=[about(self.somebody())], asked_for_help=asked)
        refused = self.refusal(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID", self.amina.record, event)
        self.assertEqual(sorted(refused.violations), ["events[0].asked_for_help.kind", "events[0].asked_for_help.what"])
        self.assertTrue(all(refused.violations.values()))

    def test_a_made_up_midnight_is_refused_with_its_path(self) -> None:
        event = met(self.somebody())
        event.happened.time = MIDNIGHT.isoformat()
        refused = self.refusal(grpc.StatusCode.INVALID_ARGUMENT, "MADE_UP_TIME", self.amina.record, event)
        self.assertIn("events[0].happened.time", refused.violations)

    def test_an_event_without_a_kind_is_refused(self) -> None:
        event = event_pb2.Event(happened=days_ago(1), people=[about(self.somebody())])
        self.refusal(grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_EVENT", self.amina.record, event)

    def test_a_field_that_the_server_does_not_know_is_refused_and_named(self) -> None:
        # Field 99, varint 1: a newer client's.
        payload = request_of(met(self.somebody())).SerializeToString() + bytes([0x98, 0x06, 0x01])
        path = "/throughline.v1.RecordService/Record"
        refused = self.refusal(grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_FIELD", self.amina.call_raw, path, payload)
        self.assertEqual(list(refused.violations), ["99"])

    def test_a_limit_is_said_in_the_metadata(self) -> None:
        event = met(self.somebody(), words="x" * (8 * 1024 + 1))
        refused = self.refusal(grpc.StatusCode.INVALID_ARGUMENT, "TOO_LARGE", self.amina.record, event)
        self.assertIn(str(8 * 1024), refused.metadata.values())

    def test_a_wrong_token_is_refused(self) -> None:
        stranger = self.line("not-a-token")
        self.refusal(grpc.StatusCode.UNAUTHENTICATED, "TOKEN_UNKNOWN", stranger.story, self.somebody())

    def test_another_agency_cannot_tell_whether_a_person_is_known(self) -> None:
        supporter = self.join_supporter("Tunde", self.line(self.other_token))
        other = self.line(self.other_token, f"supporter/{supporter}")
        known = self.refusal(grpc.StatusCode.NOT_FOUND, "PERSON_UNKNOWN", other.story, self.somebody())
        nobody = self.refusal(grpc.StatusCode.NOT_FOUND, "PERSON_UNKNOWN", other.story, "00000000-0000-4000-8000-000000000000")
        self.assertEqual((known.message, known.metadata), (nobody.message, nobody.metadata))

    def test_a_supporter_of_another_agency_cannot_be_acted_for(self) -> None:
        supporter = self.join_supporter("Tunde")
        other = self.line(self.other_token, f"supporter/{supporter}")
        self.refusal(grpc.StatusCode.PERMISSION_DENIED, "NOT_YOURS_TO_ACT_FOR", other.story, self.somebody())


class LookingAround(APartner):
    """What every gRPC tool relies on."""

    def test_health_says_serving_for_the_whole_and_for_each_service(self) -> None:
        with grpc.insecure_channel(SERVER.address) as channel:
            health = health_pb2_grpc.HealthStub(channel)
            for service in ["", *SERVICES]:
                answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=5)
                self.assertEqual(answer.status, health_pb2.HealthCheckResponse.SERVING, service)

    def test_reflection_lists_the_services_in_both_of_its_versions(self) -> None:
        for version in ("v1", "v1alpha"):
            with self.subTest(version), grpc.insecure_channel(SERVER.address) as channel:
                # The two versions differ in their name only.
                ask = channel.stream_stream(
                    f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
                    reflection_pb2.ServerReflectionRequest.SerializeToString,
                    reflection_pb2.ServerReflectionResponse.FromString,
                )
                answers = ask(iter([reflection_pb2.ServerReflectionRequest(list_services="")]), timeout=5)
                listed = [service.name for answer in answers for service in answer.list_services_response.service]
                self.assertLessEqual(set(SERVICES), set(listed))


if __name__ == "__main__":
    unittest.main()
