//! Names, lanes and people of events.

use throughline_proto::v1::{Event, Lane, Role, event::Kind};
use throughline_story::{concerned, kind_name, lane};

use crate::{
    given::{ROSA, TOM, Telling, part, said},
    happenings::{left, met, started},
};

#[test]
fn a_kind_is_called_as_its_field_in_the_event() {
    let message = throughline_proto::strict::descriptors().get_message_by_name("throughline.v1.Event").expect("it is there");
    let field = message.get_field_by_name(kind_name(&met(&[]))).expect("the field is there");
    assert_eq!(field.number(), 24);
    assert_eq!(kind_name(&started("s")), "alongside_started");
}

#[test]
fn joins_and_agencies_are_readable_by_every_node_and_stories_are_sealed() {
    assert_eq!(lane(&said(1, met(&[]))), Lane::Story);
    assert_eq!(lane(&left("s")), Lane::Control);
    assert_eq!(lane(&said(1, Kind::ProfilesJoined(Default::default()))), Lane::Control);
    assert_eq!(lane(&said(1, Kind::GroupFormed(Default::default()))), Lane::Public);
    assert_eq!(lane(&said(1, Kind::Looked(Default::default()))), Lane::Look);
    assert_eq!(lane(&said(1, Kind::SupporterReflected(Default::default()))), Lane::Story);
}

#[test]
fn what_puts_something_public_right_is_public_and_what_puts_a_story_right_is_sealed() {
    let withdrawn = || Kind::Withdrawn(Default::default());
    assert_eq!(lane(&said(1, withdrawn())), Lane::Story);
    assert_eq!(lane(&Event { people: Vec::new(), ..said(1, withdrawn()) }), Lane::Public);
}

#[test]
fn an_event_concerns_whom_it_is_about_and_who_was_there_but_not_whom_it_mentions() {
    let event = said(1, met(&[])).with(part(TOM, Role::Present)).with(part("m", Role::Mentioned)).with(part("u", Role::Unspecified));
    assert_eq!(concerned(&event).collect::<Vec<_>>(), [ROSA, TOM]);
}
