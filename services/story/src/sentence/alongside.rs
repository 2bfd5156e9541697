//! Being in touch and walking beside somebody.

use throughline_proto::v1::{AlongsideEnded, AlongsideStarted, Introduced, MeetingPlanned, Met, ReachedOut, SaidHowItWas, SupporterAway};

use super::{
    teller::{Teller, yes_or_no},
    value::{
        Named,
        Value::{Name, Text},
    },
};

pub(super) fn reached_out(teller: &Teller<'_>, reached: &ReachedOut) -> String {
    let by = teller.supporters(&reached.by);
    teller.say("reached_out", &[("by", Name(&by)), ("who", Name(&teller.who())), ("manner", Text(teller.manner()))])
}

pub(super) fn meeting_planned(teller: &Teller<'_>, planned: &MeetingPlanned) -> String {
    let (who, with) = (teller.main_person(), teller.met_with(&planned.with));
    let (when, place) = (teller.moment(planned.planned_for.as_ref()), teller.place());
    teller.say("meeting_planned", &[("who", Name(&who)), ("with", Name(&with)), ("when", Text(&when)), ("place", Text(&place))])
}

pub(super) fn met(teller: &Teller<'_>, met: &Met) -> String {
    let (who, with, place) = (teller.main_person(), teller.met_with(&met.with), teller.place());
    let message = if met.one_way { "met-one-way" } else { "met" };
    teller.say(message, &[("who", Name(&who)), ("with", Name(&with)), ("manner", Text(teller.manner())), ("place", Text(&place))])
}

pub(super) fn introduced(teller: &Teller<'_>, introduced: &Introduced) -> String {
    let by = teller.party_or_doer(introduced.by.as_ref());
    let to = teller.party(introduced.to.as_ref()).unwrap_or_else(|| teller.someone());
    let who = teller.others_besides(introduced.to.as_ref()).unwrap_or_else(|| teller.who());
    let yes = yes_or_no(introduced.yes.is_some());
    teller.say("introduced", &[("by", Name(&by)), ("who", Name(&who)), ("to", Name(&to)), ("yes", Text(yes))])
}

pub(super) fn alongside_started(teller: &Teller<'_>, started: &AlongsideStarted) -> String {
    let yes = yes_or_no(started.yes.is_some());
    let by = teller.supporter(&started.supporter);
    teller.say("alongside_started", &[("by", Name(&by)), ("who", Name(&teller.who())), ("yes", Text(yes))])
}

pub(super) fn alongside_ended(teller: &Teller<'_>, ended: &AlongsideEnded) -> String {
    let (by, who, why) = (teller.supporter(&ended.supporter), teller.who(), teller.text(&ended.why));
    let because = ended.because().as_str_name();
    teller.say("alongside_ended", &[("by", Name(&by)), ("who", Name(&who)), ("because", Text(because)), ("why", Text(&why))])
}

pub(super) fn supporter_away(teller: &Teller<'_>, away: &SupporterAway) -> String {
    let cover = if away.covered_by.is_empty() { Named::nobody() } else { teller.supporter(&away.covered_by) };
    let until = teller.date(&away.until);
    teller.say("supporter_away", &[("by", Name(&teller.supporter(&away.supporter))), ("until", Text(&until)), ("cover", Name(&cover))])
}

pub(super) fn said_how_it_was(teller: &Teller<'_>, said: &SaidHowItWas) -> String {
    teller.say("said_how_it_was", &[("who", Name(&teller.who())), ("how", Text(said.how().as_str_name()))])
}
