//! What was said, chosen and drawn; rest; and what stills a story (rule 1).

use throughline_proto::v1::{Choice, ChoseToWorkOn, LifeMap, LifeMapMade, PromiseState, Rest, RestChosen, Said, StepTaken, Stilled, Story};

use super::{Told, alongside, promises};

pub(super) fn said(what: &str, told: &Told) -> Said {
    Said { what: what.to_owned(), when: told.event.happened.clone(), event: told.event.id.clone() }
}

pub(super) fn chose(story: &mut Story, told: &Told, it: &ChoseToWorkOn) {
    story.choices.push(Choice {
        event: told.event.id.clone(),
        indicator: it.indicator.clone(),
        what: it.what.clone(),
        why: it.why.clone(),
        by_when: it.by_when.clone(),
        steps: Vec::new(),
    });
}

pub(super) fn step_taken(story: &mut Story, told: &Told, it: &StepTaken) {
    if let Some(choice) = story.choices.iter_mut().find(|choice| choice.event == it.choice) {
        choice.steps.push(said(&it.what, told));
    }
}

pub(super) fn map_made(story: &mut Story, told: &Told, it: &LifeMapMade) {
    let map = LifeMap { when: told.event.happened.clone(), set: it.set.clone(), answers: it.answers.clone(), event: told.event.id.clone() };
    story.life_map_then.get_or_insert_with(|| map.clone());
    story.life_map_now = Some(map);
}

/// A pause; or the end of it. "Leave me be" is also a "no thank you" to being found somebody.
pub(super) fn rest_chosen(story: &mut Story, told: &Told, it: &RestChosen) {
    if it.ended {
        story.rest = None;
        return;
    }
    story.rest = Some(Rest {
        since: told.event.happened.clone(),
        until: it.until.clone(),
        leave_me_be: it.leave_me_be,
        event: told.event.id.clone(),
    });
    if it.leave_me_be {
        alongside::close_searches(story, told, PromiseState::SaidNo);
    }
}

/// Somebody died or moved away: what was promised is released. To have moved away does not undo having died.
pub(super) fn stilled(story: &mut Story, told: &Told, died: bool) {
    promises::release(story, told);
    if story.stilled.as_ref().is_none_or(|stilled| died && !stilled.died) {
        story.stilled = Some(Stilled { died, when: told.event.happened.clone(), event: told.event.id.clone() });
    }
}
