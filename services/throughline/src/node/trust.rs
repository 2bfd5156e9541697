//! Who is trusted, as the view has it: made again when the log says something else, and only then.

use std::sync::{Arc, PoisonError, RwLock};

use throughline_access::certificates::{Speaks, Trust, TrustNow};
use throughline_views::{Directory, Views};

/// Says who is trusted in a place whenever it is asked.
pub fn trust_now(views: Arc<Views>, place: &str) -> TrustNow {
    let place = place.to_owned();
    let made: RwLock<Option<(u64, Arc<Trust>)>> = RwLock::default();
    Arc::new(move || {
        let directory = views.directory();
        let changed = directory.authorities.changed();
        if let Some((at, trust)) = &*made.read().unwrap_or_else(PoisonError::into_inner)
            && *at == changed
        {
            return Arc::clone(trust);
        }
        let trust = Arc::new(trust_of(&place, &directory));
        *made.write().unwrap_or_else(PoisonError::into_inner) = Some((changed, Arc::clone(&trust)));
        trust
    })
}

fn trust_of(place: &str, directory: &Directory) -> Trust {
    // Those that have ended as well: what was taken back of one stays so when its key comes back with another certificate.
    Trust::new(
        place,
        directory.authorities.iter().map(|known| Speaks {
            agency: &known.agency,
            certificate: &known.certificate,
            ended: known.ended,
            taken_back: &known.taken_back,
        }),
    )
}
