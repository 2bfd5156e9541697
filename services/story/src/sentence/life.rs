//! A life: strengths, hopes, moments, the life map, rest.

use throughline_proto::v1::{
    ChoseToWorkOn, Colour, HopeShared, LifeMapMade, MomentHappened, MovedAway, RestChosen, StepTaken, StrengthShared,
};

use super::{
    teller::{Teller, yes_or_no},
    text,
    value::Value::{Count, Name, Text},
};

pub(super) fn strength_shared(teller: &Teller<'_>, strength: &StrengthShared) -> String {
    let (who, by, what) = (teller.who(), teller.told_by(), teller.text(&strength.what));
    teller.say("strength_shared", &[("who", Name(&who)), ("by", Name(&by)), ("what", Text(&what))])
}

pub(super) fn hope_shared(teller: &Teller<'_>, hope: &HopeShared) -> String {
    let (who, by, what) = (teller.who(), teller.told_by(), teller.text(&hope.what));
    teller.say("hope_shared", &[("who", Name(&who)), ("by", Name(&by)), ("what", Text(&what))])
}

pub(super) fn moment_happened(teller: &Teller<'_>, moment: &MomentHappened) -> String {
    let (which, what) = (moment.moment().as_str_name(), teller.text(&moment.what));
    teller.say("moment_happened", &[("who", Name(&teller.who())), ("moment", Text(which)), ("what", Text(&what))])
}

pub(super) fn life_map_made(teller: &Teller<'_>, map: &LifeMapMade) -> String {
    let count = |colour| Count(map.answers.iter().filter(|answer| answer.colour() == colour).count() as u64);
    teller.say(
        "life_map_made",
        &[
            ("who", Name(&teller.who())),
            ("answers", Count(map.answers.len() as u64)),
            ("green", count(Colour::Green)),
            ("yellow", count(Colour::Yellow)),
            ("red", count(Colour::Red)),
            ("skipped", count(Colour::Skipped)),
        ],
    )
}

pub(super) fn chose_to_work_on(teller: &Teller<'_>, chosen: &ChoseToWorkOn) -> String {
    let indicator = text::spelt_out(&chosen.indicator);
    let what = if chosen.what.is_empty() { indicator.into() } else { teller.text(&chosen.what) };
    let (why, by_when) = (teller.text(&chosen.why), teller.date(&chosen.by_when));
    let who = teller.who();
    teller.say("chose_to_work_on", &[("who", Name(&who)), ("what", Text(&what)), ("why", Text(&why)), ("by-when", Text(&by_when))])
}

pub(super) fn step_taken(teller: &Teller<'_>, step: &StepTaken) -> String {
    let (what, toward) = (teller.text(&step.what), teller.text_or_of("", &step.choice));
    teller.say("step_taken", &[("who", Name(&teller.who())), ("what", Text(&what)), ("toward", Text(&toward))])
}

pub(super) fn rest_chosen(teller: &Teller<'_>, rest: &RestChosen) -> String {
    let (who, until) = (teller.who(), teller.date(&rest.until));
    let message = if rest.ended { "rest_chosen-ended" } else { "rest_chosen" };
    let leave_me_be = yes_or_no(rest.leave_me_be);
    teller.say(message, &[("who", Name(&who)), ("until", Text(&until)), ("leave-me-be", Text(leave_me_be))])
}

pub(super) fn died(teller: &Teller<'_>) -> String {
    teller.say("died", &[("who", Name(&teller.who()))])
}

pub(super) fn moved_away(teller: &Teller<'_>, moved: &MovedAway) -> String {
    teller.say("moved_away", &[("who", Name(&teller.who())), ("where", Text(&teller.text(&moved.where_to)))])
}
