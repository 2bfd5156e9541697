//! The door: every call of every service comes through [`Access`] first.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use throughline_proto::{
    Refusal,
    v1::{Profile, Reason},
};
use tonic::{Request, codegen::http::HeaderMap};

use crate::{
    ActingFor, Caller, Credential, Method, Policies, PolicyError, Tokens, Viewer,
    caller::{SignsIn, caller, caller_through_the_portal, signed_in_at, signed_in_before},
    certificates::TrustNow,
    check_acting_for,
    policies::{
        PastPolicies,
        facts::{Acting, Asker, Does},
        tried_for,
    },
    purpose::{PURPOSES, purpose},
    sharing::{RolesHeld, vouched_for},
    tokens::PORTAL,
};

/// What an agency as a whole reads for.
const PLANNING: &str = "planning";

/// What the log says of who takes part, and under which rules: asked anew for each call.
pub trait Register: Send + Sync {
    /// Does this supporter take part for this agency today?
    fn belongs(&self, agency: &str, supporter: &str) -> bool;
    /// All profiles that are one person with this resident's; none for nobody, and none where that cannot be told just now.
    fn profiles_of(&self, resident: &str) -> Vec<Profile>;
    /// The agency that knows somebody under this profile; none if nobody does, or they were erased.
    fn knows(&self, profile: &str) -> Option<String>;
    /// Has this auditor come in by an invitation of the keeper's that counts still?
    fn lets_look(&self, auditor: &str) -> bool;
    /// The position of the record that last disconnected all accounts of whom somebody acts for; 0 if none did.
    fn disconnected_at(&self, acting_for: &ActingFor) -> u64;
    /// The policies that were adopted last, with the position of the record that adopted them; none before the first.
    fn adopted(&self) -> Option<(u64, Arc<str>)>;
    /// The day where the place is, ISO 8601.
    fn today(&self) -> String;
    /// The present moment, in microseconds since 1970-01-01 UTC.
    fn now_us(&self) -> i64;
    /// Which roles this caller and their agency hold today.
    fn roles(&self, caller: &Caller, today: &str) -> RolesHeld;
}

/// Who may come in: the tokens, the certificates, who takes part for whom, and the policies in force.
pub struct Access {
    tokens: Tokens,
    trust: TrustNow,
    register: Box<dyn Register>,
    in_force: RwLock<InForce>,
    past: PastPolicies,
}

/// What held at a moment that is past, for asking what an agency might read then.
#[derive(Debug)]
pub struct Then {
    /// The policies that had been adopted last, with the position of the record that adopted them; none before the first.
    pub adopted: Option<(u64, Arc<str>)>,
    /// Which roles the agency's people held.
    pub roles: RolesHeld,
    /// The day, ISO 8601.
    pub today: String,
    /// The moment, in microseconds since 1970-01-01 UTC.
    pub now_us: i64,
}

/// The policies in force, and the record that adopted them: 0 for those that came with the program.
struct InForce {
    adopted_at: u64,
    policies: Arc<Policies>,
}

impl Access {
    /// A door with these tokens and no certificates, before a place that this register tells of.
    pub fn new(tokens: Tokens, register: impl Register + 'static) -> Result<Self, PolicyError> {
        let in_force = RwLock::new(InForce { adopted_at: 0, policies: Arc::new(Policies::embedded()?) });
        Ok(Self { tokens, trust: Arc::new(Arc::default), register: Box::new(register), in_force, past: PastPolicies::default() })
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

    /// Who is calling this method, and for whom; a refusal if that is not known, not theirs to say, or not for them to call.
    pub fn caller<T>(&self, request: &Request<T>, method: Method) -> Result<Caller, Refusal> {
        Ok(self.viewer(request, method)?.caller)
    }

    /// The same, as somebody who looks at stories.
    pub fn viewer<T>(&self, request: &Request<T>, method: Method) -> Result<Viewer, Refusal> {
        let headers: &HeaderMap = request.metadata().as_ref();
        let agency = self.agency(&Credential::of(headers, request.extensions()))?;
        let is_portal = agency == PORTAL;
        let caller =
            if is_portal { caller_through_the_portal(headers, |profile| self.register.knows(profile))? } else { caller(agency, headers)? };
        check_acting_for(&caller, |supporter| self.register.belongs(&caller.agency, supporter))?;
        let signed_in_at = if is_portal { Some(signed_in_at(headers)?) } else { None };
        self.check_signed_in(&caller, signed_in_at)?;
        let viewer = Viewer { signed_in_at, ..self.looks(caller, purpose(headers)?) };
        let call = method.call();
        if is_portal || call.does == Does::SeeIn {
            let is_seen_in = call.does == Does::SeeIn || request.extensions().get::<SignsIn>().is_some();
            at_the_door(&viewer.caller, method, is_portal, is_seen_in)?;
            // Whatever was adopted, people come in.
            if is_seen_in {
                return Ok(viewer);
            }
        }
        if may_call(&viewer, method) {
            return Ok(viewer);
        }
        Err(match (call.does, &viewer.caller.acting_for) {
            (Does::Read | Does::OpenInEmergency, ActingFor::System) => Refusal::new(
                Reason::PersonMissing,
                "people read stories, not systems; say for whom you call, with \"throughline-acting-for: supporter/<id>\" or \"resident/<profile>\"",
            ),
            (Does::Review, _) => {
                Refusal::new(Reason::NotAllowed, "this is for safeguarding leads, in their own name, and for the keeper of the place")
            }
            (Does::Audit | Does::Keep, _) => Refusal::new(Reason::NotAllowed, "this is for the keeper of the place; ask them"),
            _ => Refusal::new(Reason::NotAllowed, "the policies of this place do not let you call this, or not for this purpose"),
        })
    }

    /// The same viewer again, under what holds now; a refusal if they no longer take part. For streams, which outlive decisions.
    pub fn again(&self, viewer: &Viewer, method: Method) -> Result<Viewer, Refusal> {
        check_acting_for(&viewer.caller, |supporter| self.register.belongs(&viewer.caller.agency, supporter))?;
        self.check_signed_in(&viewer.caller, viewer.signed_in_at)?;
        let viewer = Viewer { signed_in_at: viewer.signed_in_at, ..self.looks(viewer.caller.clone(), viewer.purpose) };
        if may_call(&viewer, method) {
            return Ok(viewer);
        }
        Err(Refusal::new(Reason::NotAllowed, "the policies of this place no longer let you call this"))
    }

    /// An agency as a whole, for working out what is news to it, or what somebody would see who reads for it in order to plan.
    pub fn agency_as_a_whole(&self, agency: &str) -> Viewer {
        self.looks(Caller { agency: agency.to_owned(), acting_for: ActingFor::System, keeper: false }, PLANNING)
    }

    /// The same as it was once, under what held then.
    pub fn agency_then(&self, agency: &str, then: Then) -> Viewer {
        let caller = Caller { agency: agency.to_owned(), acting_for: ActingFor::System, keeper: false };
        let policies = self.past.of(then.adopted);
        let (today, now_us, roles) = (then.today, then.now_us, Arc::new(then.roles));
        Viewer { caller, signed_in_at: None, is: Vec::new(), purpose: PLANNING, today, now_us, roles, policies }
    }

    /// Somebody else in the caller's place, for explaining what they would see; none for a purpose that cannot be stated.
    pub fn in_place_of(&self, caller: Caller, purpose: &str) -> Option<Viewer> {
        let purpose = PURPOSES.into_iter().chain([""]).find(|known| *known == purpose)?;
        Some(self.looks(caller, purpose))
    }

    /// The policies in force let nobody of these agencies read a story for this purpose; where there are none yet, nobody of any.
    pub fn is_barred(&self, purpose: &str, agencies: &[&str]) -> bool {
        let policies = self.policies();
        let asker = |agency| Asker { agency, acting: Acting::Supporter, is_keeper: false, purpose, is_safeguarding_lead: false };
        !tried_for(agencies).iter().any(|agency| policies.may_call(&asker(agency), Method::GetStory.call()))
    }

    /// The position of the record that adopted the policies in force; 0 for those that came with the program.
    pub fn adopted_at(&self) -> u64 {
        self.register.adopted().map_or(0, |(position, _)| position)
    }

    /// The policies in force.
    pub fn policies(&self) -> Arc<Policies> {
        let adopted = self.register.adopted();
        let adopted_at = adopted.as_ref().map_or(0, |(position, _)| *position);
        {
            let in_force = self.in_force.read().unwrap_or_else(PoisonError::into_inner);
            if in_force.adopted_at == adopted_at {
                return Arc::clone(&in_force.policies);
            }
        }
        let mut in_force = self.in_force.write().unwrap_or_else(PoisonError::into_inner);
        if in_force.adopted_at != adopted_at {
            in_force.policies = Arc::new(Policies::adopted_or_nothing(adopted));
            in_force.adopted_at = adopted_at;
        }
        Arc::clone(&in_force.policies)
    }

    /// Refuses somebody who signed in before the record that last disconnected all of their accounts: whoever came in with what counts no more is
    /// out.
    fn check_signed_in(&self, caller: &Caller, signed_in_at: Option<u64>) -> Result<(), Refusal> {
        // Of an auditor nothing else says that they take part.
        if let ActingFor::Auditor(auditor) = &caller.acting_for
            && !self.register.lets_look(auditor)
        {
            return Err(signed_in_before());
        }
        match signed_in_at {
            Some(at) if at < self.register.disconnected_at(&caller.acting_for) => Err(signed_in_before()),
            _ => Ok(()),
        }
    }

    fn looks(&self, caller: Caller, purpose: &'static str) -> Viewer {
        let is = match &caller.acting_for {
            ActingFor::Resident(resident) => vouched_for(&caller, resident, self.register.profiles_of(resident)),
            ActingFor::System | ActingFor::Supporter(_) | ActingFor::Auditor(_) => Vec::new(),
        };
        let today = self.register.today();
        let roles = Arc::new(self.register.roles(&caller, &today));
        Viewer { caller, signed_in_at: None, is, purpose, today, now_us: self.register.now_us(), roles, policies: self.policies() }
    }
}

fn may_call(viewer: &Viewer, method: Method) -> bool {
    let Caller { keeper, acting_for, .. } = &viewer.caller;
    // Whatever was adopted, an auditor looks, and does nothing else.
    if matches!(acting_for, ActingFor::Auditor(_))
        && !matches!(method.call().does, Does::Audit | Does::SeeLooks | Does::LookUp | Does::Review)
    {
        return false;
    }
    // Whatever was adopted, the keeper can adopt something else.
    if *keeper && method.call().does == Does::Write {
        return true;
    }
    !is_nobodys_to_read(*keeper, *acting_for == ActingFor::System, method) && viewer.policies.may_call(&viewer.asker(), method.call())
}

/// Whatever was adopted, no system reads a story for nobody. The keeper answers in the person's stead, with what the person would read.
pub(crate) fn is_nobodys_to_read(keeper: bool, for_nobody: bool, method: Method) -> bool {
    method.call().does == Does::Read && for_nobody && !(keeper && method == Method::ExportStory)
}

/// The portal alone sees people in, and does nothing else but in the name of whoever is signed in there. Nobody is invited by it.
fn at_the_door(caller: &Caller, method: Method, is_portal: bool, is_seen_in: bool) -> Result<(), Refusal> {
    match (is_portal, is_seen_in) {
        (false, _) => Err(Refusal::new(Reason::NotAllowed, "this is for the place's own portal, which sees people to the door")),
        (true, false) if caller.acting_for == ActingFor::System => {
            Err(Refusal::new(Reason::NotAllowed, "the portal calls for somebody who is signed in there; say for whom"))
        }
        (true, false) if method == Method::Invite => {
            Err(Refusal::new(Reason::NotAllowed, "people are invited by an agency's system, or by the keeper of the place"))
        }
        (true, _) => Ok(()),
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Access").finish_non_exhaustive()
    }
}
