//! Whose a part is, and what an erasure leaves (I10).

use throughline_log::{Trouble, Unreadable, open_facts, open_words};

use super::{
    place::Place,
    scene::{Scene, erased, met_together, person, request},
};

async fn with_a_meeting_of_two<P: Place>() -> Scene<P> {
    let scene = Scene::<P>::new().await;
    scene.append(request([met_together(&[person(1), person(2)])])).await.expect("appended");
    scene
}

pub async fn words_are_for_one_person_and_facts_for_everybody_concerned<P: Place>() {
    let scene = with_a_meeting_of_two::<P>().await;
    let record = scene.everything().await.remove(0);
    for who in [person(1), person(2)] {
        let words = open_words(&record, who, &scene.keys).expect("opened").expect("theirs");
        assert_eq!(words.text, format!("told by {who}"));
    }
    assert_eq!(open_words(&record, person(3), &scene.keys).expect("looked"), None);
    open_facts(&record, &scene.keys).expect("opened");
}

pub async fn an_erased_person_is_gone_and_the_others_stories_are_whole<P: Place>() {
    let scene = with_a_meeting_of_two::<P>().await;
    scene.meet(person(1)).await;
    scene.keys.destroy(&[person(1)]).expect("destroyed");
    let records = scene.everything().await;
    assert!(matches!(open_words(&records[0], person(1), &scene.keys), Err(Unreadable::Erased)));
    assert!(open_words(&records[0], person(2), &scene.keys).expect("opened").is_some());
    open_facts(&records[0], &scene.keys).expect("the facts are the other's too");
    assert!(matches!(open_facts(&records[1], &scene.keys), Err(Unreadable::Erased)));
    assert!(scene.log.verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
}

pub async fn a_part_may_be_missing_only_after_an_erasure<P: Place>() {
    let scene = with_a_meeting_of_two::<P>().await;
    scene.place.delete_part(1, 1);
    let report = scene.log.verify(Vec::new(), |_| {}).await.expect("verified");
    assert_eq!(report.findings.iter().map(|finding| (finding.position, finding.trouble)).collect::<Vec<_>>(), [(1, Trouble::PartMissing)]);
    scene.append(request([erased(person(1))])).await.expect("appended");
    assert!(scene.log.verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
}
