//! The shape of naming a proxy. Whether what it rests on is enough is for `fold`; whether it may be said, for `admit`.

use throughline_proto::v1::{Event, ProxyBasis, ProxyMay, ProxyNamed, Role, Topic, event::Kind};

use super::{alongside::yes, check::Check};
use crate::{
    order::{day_to_date, happened_day},
    proxies::eighteenth_birthday,
};

pub(super) fn proxy_named(it: &ProxyNamed, event: &Event, check: &mut Check) {
    check.named("proxy_named.proxy", &it.proxy);
    check.said::<ProxyBasis>("proxy_named.basis", it.basis);
    check.text("proxy_named.rests_on", &it.rests_on);
    check.date("proxy_named.until", &it.until);
    yes("proxy_named.yes", it.yes.as_ref(), check);
    for (index, topic) in it.topics.iter().enumerate() {
        check.said::<Topic>(format_args!("proxy_named.topics[{index}]"), *topic);
    }
    check.text("proxy_named.why", &it.why);
    check.wrong_if(!it.after_contest.is_empty() && it.why.is_empty(), "proxy_named.why", "missing; say why they are named nevertheless");
    if matches!(event.kind, Some(Kind::ProxyNamed(_))) {
        check.wrong_if(!is_about_one_alone(event), "people", "name one person, whom it is about: each is given a proxy of their own");
    }
    if it.ended {
        check.known::<ProxyMay>("proxy_named.may", it.may);
    } else {
        begun(it, event, check);
    }
}

/// What is asked for besides, unless it is the end.
fn begun(it: &ProxyNamed, event: &Event, check: &mut Check) {
    check.said::<ProxyMay>("proxy_named.may", it.may);
    let basis = it.basis();
    let rests_on_something = basis == ProxyBasis::OwnWish || !it.rests_on.is_empty();
    check.wrong_if(!rests_on_something, "proxy_named.rests_on", "missing; say what it rests on, with the document's reference");
    let wants_decision = matches!(basis, ProxyBasis::LastingPowerOfAttorney | ProxyBasis::CourtAppointedDeputy);
    check.wrong_if(wants_decision && it.decided_by.is_empty(), "proxy_named.decided_by", "missing; say who saw the document and decided");
    if basis == ProxyBasis::ParentalResponsibility {
        check.wrong_if(it.until.is_empty(), "proxy_named.until", "missing; parental responsibility ends on the 18th birthday");
        // Whoever is a child on that day is 18 within as many years, whatever else is known of them.
        let day = event.happened.as_ref().and_then(|happened| day_to_date(happened_day(happened).ok()?));
        let last = day.as_deref().and_then(eighteenth_birthday);
        check.wrong_if(
            last.is_some_and(|last| it.until > last),
            "proxy_named.until",
            "more than 18 years ahead; say the 18th birthday at the latest",
        );
    }
}

fn is_about_one_alone(event: &Event) -> bool {
    matches!(event.people.as_slice(), [part] if part.role() == Role::About)
}
