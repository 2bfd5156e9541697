//! Asking, offering, answering, helping.

use throughline_proto::v1::{AskPickedUp, AskedForHelp, Helped, OfferAnswered, OfferTakenBack, OfferedHelp};

use super::{
    teller::Teller,
    value::{
        Named,
        Value::{Name, Text},
    },
};

pub(super) fn asked_for_help(teller: &Teller<'_>, asked: &AskedForHelp) -> String {
    let (who, what) = (teller.who(), teller.text(&asked.what));
    let by = if teller.is_about(asked.by.as_ref()) { None } else { teller.party(asked.by.as_ref()) };
    let by = by.unwrap_or_else(Named::nobody);
    let kind = asked.kind().as_str_name();
    teller.say("asked_for_help", &[("who", Name(&who)), ("by", Name(&by)), ("kind", Text(kind)), ("what", Text(&what))])
}

pub(super) fn ask_picked_up(teller: &Teller<'_>, picked_up: &AskPickedUp) -> String {
    let (by, what) = (teller.party_or_doer(picked_up.by.as_ref()), teller.text_or_of("", &picked_up.ask));
    teller.say("ask_picked_up", &[("by", Name(&by)), ("what", Text(&what))])
}

pub(super) fn offered_help(teller: &Teller<'_>, offered: &OfferedHelp) -> String {
    let by = teller.party_or_doer(offered.by.as_ref());
    let what = teller.text_or_of(&offered.what, &offered.ask);
    let (due, changed) = (teller.date(&offered.due), teller.text(&offered.what_changed));
    // In the story of the only person to whom it was offered, that goes without saying.
    let to = if teller.is_about_story_alone() { None } else { teller.others_besides(offered.by.as_ref()) };
    let to = to.unwrap_or_else(Named::nobody);
    teller.say(
        "offered_help",
        &[
            ("by", Name(&by)),
            ("to", Name(&to)),
            ("kind", Text(offered.kind().as_str_name())),
            ("what", Text(&what)),
            ("size", Text(offered.size().as_str_name())),
            ("due", Text(&due)),
            ("changed", Text(&changed)),
        ],
    )
}

pub(super) fn offer_taken_back(teller: &Teller<'_>, taken_back: &OfferTakenBack) -> String {
    let (what, why) = (teller.text_or_of("", &taken_back.offer), teller.text(&taken_back.why));
    teller.say("offer_taken_back", &[("by", Name(&teller.doer())), ("what", Text(&what)), ("why", Text(&why))])
}

pub(super) fn offer_answered(teller: &Teller<'_>, answered: &OfferAnswered) -> String {
    let (who, what, until) = (teller.who(), teller.text_or_of("", &answered.offer), teller.date(&answered.until));
    let answer = answered.answer().as_str_name();
    teller.say("offer_answered", &[("who", Name(&who)), ("answer", Text(answer)), ("what", Text(&what)), ("until", Text(&until))])
}

pub(super) fn helped(teller: &Teller<'_>, helped: &Helped) -> String {
    let from = teller.party_or_doer(helped.from.as_ref());
    let to = teller.party(helped.to.as_ref()).or_else(|| teller.others_besides(helped.from.as_ref()));
    let to = to.unwrap_or_else(|| teller.someone());
    let what = teller.text_or_of(&helped.what, &helped.promise);
    // Whether a promise was kept is told only where there was one.
    let done = if helped.promise.is_empty() { "" } else { helped.done().as_str_name() };
    teller.say(
        "helped",
        &[
            ("from", Name(&from)),
            ("to", Name(&to)),
            ("kind", Text(helped.kind().as_str_name())),
            ("what", Text(&what)),
            ("done", Text(done)),
        ],
    )
}
