//! A "no" holds for every agency that may see it, and tells no other that it was said.

use throughline_proto::v1::{
    Answer, Audience, AudienceWidth, Event, HelpKind, Reason, SharingChosen, SharingLevel, SharingScope, event::Kind, sharing_scope::Scope,
};
use throughline_tests::{
    Caller, Place,
    caller::request,
    events::{about, alongside, answered, met, offered},
    refused,
};

/// Harmony House and Care City know Rosa, who said no to a lift by Harmony House, by an entry that this many may see.
struct Said {
    place: Place,
    house: Caller,
    city: Caller,
    rosa: String,
    hers: String,
}

impl Said {
    async fn to(width: AudienceWidth) -> Self {
        let place = Place::new().await;
        let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
        let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
        house.joins(&[&rosa, &hers], house.reader()).await;
        let offer = house.write(lift(&rosa)).await;
        let audience = Some(Audience { width: width.into(), ..Audience::default() });
        house.write(Event { audience, ..answered(&offer.event, Answer::No) }).await;
        Self { place, house, city, rosa, hers }
    }

    async fn city_walks_alongside(&self) {
        self.city.write(alongside(&self.hers, self.city.reader())).await;
        self.city.write(met(&self.hers, self.city.reader())).await;
    }

    async fn is_held(&self, by: &Caller, person: &str) -> bool {
        match by.records().record(request(vec![lift(person)])).await {
            Ok(_) => false,
            Err(status) => refused(Err::<(), _>(status)).is(Reason::TheySaidNo).metadata.contains_key("until"),
        }
    }

    async fn choose(&self, level: SharingLevel) {
        let chosen = SharingChosen {
            scope: Some(SharingScope { scope: Some(Scope::Everything(true)) }),
            agencies: vec!["care-city".into()],
            level: level.into(),
            ..SharingChosen::default()
        };
        self.house.for_resident(&self.rosa).write(about(&self.rosa, Kind::SharingChosen(chosen))).await;
        self.place.seen().await;
    }
}

fn lift(person: &str) -> Event {
    offered(person, "A lift", HelpKind::GettingAbout)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_that_is_between_two_does_not_refuse_an_agency_that_may_not_see_it() {
    let said = Said::to(AudienceWidth::JustUs).await;
    said.city_walks_alongside().await;
    assert!(!said.is_held(&said.city, &said.hers).await);
    assert!(said.is_held(&said.house, &said.rosa).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_holds_as_far_as_the_resident_opens_it_and_no_longer_than_that() {
    let said = Said::to(AudienceWidth::Unspecified).await;
    // It wrote of her, and that is all: what others wrote is not its to see.
    assert!(!said.is_held(&said.city, &said.hers).await);
    said.choose(SharingLevel::Sentence).await;
    assert!(said.is_held(&said.city, &said.hers).await);
    said.city_walks_alongside().await;
    assert!(said.is_held(&said.city, &said.hers).await);
    said.choose(SharingLevel::Nothing).await;
    assert!(!said.is_held(&said.city, &said.hers).await);
}
