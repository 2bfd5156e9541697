//! The log's store is away: reads go on and say so, writes say what to do, and what was missed is there when it comes back. A node that has
//! not heard from the log for too long answers nothing.

use std::time::Duration;

use throughline_proto::v1::{AsOf, Reason, ReplayRequest};
use throughline_tests::{Caller, events::noted, refused};

use crate::beside::place_and_node;

/// What the node says of itself with a story, once it says whether the log is away.
async fn as_of(caller: &Caller, person: &str, is_away: bool) -> AsOf {
    loop {
        let as_of = caller.story(person, 0).await.as_of.expect("as of");
        if as_of.log_away == is_away {
            return as_of;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_is_away_stories_are_told_as_of_when_it_was_last_heard_from_and_say_so() {
    let (place, house, rosa, node) = place_and_node(Duration::from_secs(900)).await;
    let there = node.caller(&house);
    as_of(&there, &rosa, false).await;
    // Once it was written down that they look.
    let before = there.story(&rosa, place.seen().await).await.as_of.expect("as of");
    node.switch.away(true);
    let missed = house.write(noted(&rosa, "Missed at first.")).await.position;
    let away = as_of(&there, &rosa, true).await;
    assert_eq!(away.position, before.position);
    assert!(away.confirmed_at >= before.confirmed_at);

    let not_taken = refused(there.record(vec![noted(&rosa, "While it is away.")]).await);
    not_taken.is(Reason::LogCannotWrite);

    node.switch.away(false);
    as_of(&there, &rosa, false).await;
    assert_eq!(there.story(&rosa, missed).await.entries[0].position, missed);
    assert_eq!(place.seen().await, missed, "nothing was written while it was away");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_is_away_whoever_replays_it_is_told_to_come_again() {
    let (place, _house, _rosa, node) = place_and_node(Duration::from_secs(900)).await;
    let keeper = node.caller(&place.keeper());
    keeper.replays(ReplayRequest::default()).await;
    node.switch.away(true);
    refused(keeper.audit().replay(ReplayRequest::default()).await).is(Reason::LogCannotRead);
    node.switch.away(false);
    keeper.replays(ReplayRequest::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_has_not_heard_from_the_log_for_too_long_answers_nothing_until_it_has() {
    let (_place, house, rosa, node) = place_and_node(Duration::from_secs(3)).await;
    let there = node.caller(&house);
    node.switch.away(true);
    let told = loop {
        match there.try_story(&rosa, 0).await {
            Ok(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            refusal => break refused(refusal),
        }
    };
    told.is(Reason::ViewUnconfirmed);
    node.switch.away(false);
    while there.try_story(&rosa, 0).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
