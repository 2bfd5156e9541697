//! A place with two agencies and one person of the first, and how a call to it is not taken in. No test lives in here.

use throughline_proto::v1::{Event, RecordRequest};
use throughline_tests::{Caller, Place, Refused, caller::request, refused};

/// Where bad input is tried.
pub struct Fixture {
    pub place: Place,
    /// Harmony House, which knows Rosa.
    pub house: Caller,
    /// Care City, which does not.
    pub city: Caller,
    /// Harmony House's supporter.
    pub amira: String,
    pub rosa: String,
}

impl Fixture {
    pub async fn new() -> Self {
        let place = Place::new().await;
        let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
        let amira = house.is_joined_by("Amira").await;
        let rosa = house.hears_of("Rosa").await;
        Self { place, house, city, amira, rosa }
    }

    /// Harmony House sends this; it is not taken in, and nothing is written.
    pub async fn refuses(&self, request: RecordRequest) -> Refused {
        self.refuses_from(&self.house, request).await
    }

    /// The same for one event.
    pub async fn refuses_event(&self, event: Event) -> Refused {
        self.refuses(request(vec![event])).await
    }

    /// Somebody sends this; it is not taken in, and nothing is written. Nor would it be if it were only looked at.
    pub async fn refuses_from(&self, caller: &Caller, request: RecordRequest) -> Refused {
        let head = self.place.head();
        let looked_at = refused(caller.records().record(RecordRequest { validate_only: true, ..request.clone() }).await);
        let told = refused(caller.send(request).await);
        assert_eq!(self.place.head(), head, "nothing is written");
        assert_eq!((looked_at.code, &looked_at.reason, &looked_at.fields), (told.code, &told.reason, &told.fields));
        told
    }
}

/// Somebody who is not there.
pub fn nobody() -> String {
    uuid::Uuid::new_v4().to_string()
}
