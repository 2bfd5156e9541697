//! What a story adds up to, in plain sentences: who is alongside, what is promised, what was said no to, and what was chosen. Each rests on an
//! event, as the items of the story do; so two stories can be held against each other, sentence by sentence.

use throughline_proto::v1::{
    Alongside, Event, HoldPlaced, Part, Promise, PromiseKind, RestChosen, RestrictionPlaced, Role, SaidNo, Stilled, Story, Telling,
    event::Kind,
};

use super::{
    Names, sentence,
    teller::{Teller, yes_or_no},
    value::{
        Named,
        Value::{Name, Text},
    },
};
use crate::is_open;

/// One thing that a story adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The event on which it rests.
    pub event: String,
    /// One plain sentence.
    pub sentence: String,
}

/// What a story adds up to, in this telling.
pub fn standings(story: &Story, telling: &Telling, names: &dyn Names) -> Vec<Standing> {
    let profiles: Vec<String> = story.profiles.iter().map(|profile| profile.person.clone()).collect();
    let tells = Tells { telling, names, profiles };
    let ended = |beside: &Alongside| beside.until.is_some() || !beside.ended_event.is_empty();
    let mut standing: Vec<Standing> = Vec::new();
    standing.extend(story.alongside.iter().filter(|beside| !ended(beside)).map(|beside| tells.alongside(beside)));
    standing.extend(story.promises.iter().filter_map(|promise| tells.promise(promise)));
    standing.extend(story.said_no.iter().map(|no| tells.said_no(no)));
    let sharing = story.sharing.iter().filter_map(|kept| Some((&kept.event, Kind::SharingChosen(kept.choice.clone()?))));
    let restrictions = story.restrictions.iter().map(|it| {
        let placed = RestrictionPlaced { profiles: it.profiles.clone(), basis: it.basis.clone(), until: it.until.clone(), ended: None };
        (&it.event, Kind::RestrictionPlaced(placed))
    });
    let holds = story.holds.iter().map(|it| {
        let placed = HoldPlaced { profiles: it.profiles.clone(), basis: it.basis.clone(), until: it.until.clone(), ended: false };
        (&it.event, Kind::HoldPlaced(placed))
    });
    let rest = story.rest.iter().map(|rest| {
        let chosen = RestChosen { until: rest.until.clone(), leave_me_be: rest.leave_me_be, ended: false };
        (&rest.event, Kind::RestChosen(chosen))
    });
    standing.extend(sharing.chain(restrictions).chain(holds).chain(rest).map(|(event, kind)| tells.as_if_said(event, kind)));
    standing.extend(story.stilled.iter().map(|stilled| tells.stilled(stilled)));
    standing
}

/// Tells what one story adds up to.
struct Tells<'a> {
    telling: &'a Telling,
    names: &'a dyn Names,
    profiles: Vec<String>,
}

impl Tells<'_> {
    /// An event about the person of the story, written by an agency.
    fn event(&self, agency: &str, kind: Option<Kind>) -> Event {
        let about = self.profiles.first().map(|person| Part { person: person.clone(), role: Role::About.into() });
        Event { people: about.into_iter().collect(), agency: agency.to_owned(), kind, ..Event::default() }
    }

    /// It reads as the event did by which it was said.
    fn as_if_said(&self, event: &str, kind: Kind) -> Standing {
        Standing { event: event.to_owned(), sentence: sentence(&self.event("", Some(kind)), self.telling, &self.profiles, self.names) }
    }

    /// Tells it with the pieces that sentences share.
    fn say(&self, event: &str, agency: &str, say: impl FnOnce(&Teller<'_>) -> String) -> Standing {
        let made = self.event(agency, None);
        Standing { event: event.to_owned(), sentence: say(&Teller::new(&made, self.telling, &self.profiles, self.names)) }
    }

    fn alongside(&self, beside: &Alongside) -> Standing {
        self.say(&beside.event, &beside.agency, |teller| {
            let (by, who) = (teller.supporter_of_agency(&beside.supporter), teller.who());
            teller.say("stands-alongside", &[("by", Name(&by)), ("who", Name(&who)), ("yes", Text(yes_or_no(beside.with_yes)))])
        })
    }

    /// One that waits for somebody; nothing where it was seen through, answered or taken back.
    fn promise(&self, promise: &Promise) -> Option<Standing> {
        let waits = is_open(promise.state());
        let (state, help) = (promise.state().as_str_name(), promise.help().as_str_name());
        waits.then(|| {
            self.say(&promise.event, &promise.agency, |teller| {
                let (who, what) = (teller.who(), teller.text(&promise.what));
                let whose = teller.party(promise.whose.as_ref()).unwrap_or_else(|| Named::one(teller.agency(&promise.agency)));
                match promise.kind() {
                    PromiseKind::FindSomebody => teller.say("stands-find-somebody", &[("whose", Name(&whose)), ("who", Name(&who))]),
                    PromiseKind::Acknowledge => teller.say("stands-acknowledge", &[("who", Name(&who))]),
                    PromiseKind::Ask | PromiseKind::Offer | PromiseKind::Unspecified => {
                        let arguments = [("state", Text(state)), ("kind", Text(help)), ("whose", Name(&whose)), ("what", Text(&what))];
                        teller.say("stands-promise", &arguments)
                    }
                }
            })
        })
    }

    fn said_no(&self, no: &SaidNo) -> Standing {
        self.say(&no.event, &no.agency, |teller| {
            let (who, until) = (teller.who(), teller.date(&no.until));
            let (answer, help) = (no.answer().as_str_name(), no.help().as_str_name());
            let arguments = [("answer", Text(answer)), ("who", Name(&who)), ("kind", Text(help)), ("until", Text(&until))];
            teller.say("stands-said-no", &arguments)
        })
    }

    fn stilled(&self, stilled: &Stilled) -> Standing {
        self.say(&stilled.event, "", |teller| {
            teller.say("stands-stilled", &[("died", Text(yes_or_no(stilled.died))), ("who", Name(&teller.who()))])
        })
    }
}
