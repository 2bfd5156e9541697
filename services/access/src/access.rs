//! The door: every call of every service comes through [`Access::caller`] first.

use std::{fmt, sync::Arc};

use throughline_proto::Refusal;
use tonic::{Request, codegen::http::HeaderMap};

use crate::{Caller, Credential, Tokens, caller::caller, certificates::TrustNow, check_acting_for};

/// Says whether a supporter takes part for an agency today: `(agency, supporter)`.
type Belongs = Box<dyn Fn(&str, &str) -> bool + Send + Sync>;

/// Who may come in: the tokens, the certificates, and who takes part for whom.
pub struct Access {
    tokens: Tokens,
    trust: TrustNow,
    belongs: Belongs,
}

impl Access {
    /// A door with these tokens and no certificates; `belongs` is asked for an agency and a supporter.
    pub fn new(tokens: Tokens, belongs: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self { tokens, trust: Arc::new(Arc::default), belongs: Box::new(belongs) }
    }

    /// The same, with the certificates that are trusted whenever it is asked.
    #[must_use]
    pub fn trusting(self, trust: TrustNow) -> Self {
        Self { trust, ..self }
    }

    /// The certificates that are trusted.
    pub fn trust(&self) -> TrustNow {
        Arc::clone(&self.trust)
    }

    /// Which agency is calling, whoever it acts for; a refusal if that is not known. Asked again, it says whether that is still so.
    pub fn agency(&self, credential: &Credential) -> Result<String, Refusal> {
        credential.agency(&self.tokens, &*self.trust)
    }

    /// Who is calling, and for whom; a refusal if that is not known or not theirs to say.
    pub fn caller<T>(&self, request: &Request<T>) -> Result<Caller, Refusal> {
        let headers: &HeaderMap = request.metadata().as_ref();
        let agency = self.agency(&Credential::of(headers, request.extensions()))?;
        let caller = caller(agency, headers)?;
        check_acting_for(&caller, |supporter| (self.belongs)(&caller.agency, supporter))?;
        Ok(caller)
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Access").finish_non_exhaustive()
    }
}
