//! The door: every call of every service comes through [`Access::caller`] first.

use std::fmt;

use throughline_proto::Refusal;
use tonic::{codegen::http::HeaderMap, metadata::MetadataMap};

use crate::{
    Caller, Tokens,
    caller::{agency, caller},
    check_acting_for,
};

/// Says whether a supporter takes part for an agency today: `(agency, supporter)`.
type Belongs = Box<dyn Fn(&str, &str) -> bool + Send + Sync>;

/// Who may come in: the tokens, and who takes part for whom.
pub struct Access {
    tokens: Tokens,
    belongs: Belongs,
}

impl Access {
    /// A door with these tokens; `belongs` is asked for an agency and a supporter.
    pub fn new(tokens: Tokens, belongs: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self { tokens, belongs: Box::new(belongs) }
    }

    /// Which agency is calling, whoever it acts for; none if that is not known.
    pub fn agency(&self, headers: &HeaderMap) -> Option<String> {
        agency(headers, &self.tokens)
    }

    /// Who is calling, and for whom; a refusal if that is not known or not theirs to say.
    pub fn caller(&self, metadata: &MetadataMap) -> Result<Caller, Refusal> {
        let caller = caller(metadata, &self.tokens)?;
        check_acting_for(&caller, |supporter| (self.belongs)(&caller.agency, supporter))?;
        Ok(caller)
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Access").finish_non_exhaustive()
    }
}
