"""A partner's program on another machine: it calls over TLS, with the certificate that it was given."""

from __future__ import annotations

import unittest

import grpc

from partner import Partner, Refused, about, certificate_in, days_ago, new_id
from server import Server
from wire import alongside_pb2, common_pb2, event_pb2, people_service_pb2, reason_pb2


class WithACertificate(unittest.TestCase):
    """Harmony House, by its certificate; Care City, by none that counts any more."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = cls.enterClassContext(Server())
        data, papers, own = str(cls.server.data), cls.server.folder / "papers", cls.server.folder / "own"
        # A new place begins with its first agency.
        cls.server.add_agency("Care City")
        cls.server.run("keys", "certificate", "--for", "127.0.0.1", "--out", str(own), "--data", data)
        cls.server.run("agency", "add", "Harmony House", "--certificate", str(papers), "--data", data)
        cls.server.certificate = certificate_in(papers, "harmony-house")
        cls.server.start("serve", "--tls-certificate", str(own / "server.pem"), "--tls-key", str(own / "server.key"))
        cls.house = cls.line()

    @classmethod
    def line(cls, **options) -> Partner:
        """A line that is closed at the end."""
        partner = Partner(cls.server.address, certificate=options.pop("certificate", cls.server.certificate), **options)
        cls.addClassCleanup(partner.close)
        return partner

    def test_it_records_and_reads_as_the_agency_that_its_certificate_names(self) -> None:
        heard = people_service_pb2.FirstHearOfRequest(happened=days_ago(3), details=common_pb2.Details(known_as="Rosa"))
        heard.request_id = new_id()
        person = self.house.call(self.house.people.FirstHearOf, heard).person
        met = event_pb2.Event(happened=days_ago(1), people=[about(person)], met=alongside_pb2.Met())
        position = self.house.record(met).receipt.entries[0].position
        # Systems do not read stories, people do.
        rosa = self.line(acting_for=f"resident/{person}")
        story = rosa.story(person, at_least_position=position)
        self.assertEqual({entry.event.agency for entry in story.entries}, {"harmony-house"})

    def test_a_token_beside_a_certificate_is_turned_away(self) -> None:
        with self.assertRaises(Refused) as refused:
            self.line(token="tl_whatever").story("6f1c1c4e-52cd-4c1b-9f0a-0d8f3f5a7b10")
        self.assertEqual(refused.exception.reason, reason_pb2.Reason.Name(reason_pb2.REASON_TOKEN_UNKNOWN).removeprefix("REASON_"))

    def test_whoever_shows_no_certificate_is_not_let_in(self) -> None:
        authority = (self.server.folder / "papers/server-authority.pem").read_bytes()
        with grpc.secure_channel(self.server.address, grpc.ssl_channel_credentials(authority)) as channel:
            with self.assertRaises(grpc.RpcError) as refused:
                channel.unary_unary("/throughline.v1.StoryService/ListMyPeople")(b"", timeout=10)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAVAILABLE)


if __name__ == "__main__":
    unittest.main()
