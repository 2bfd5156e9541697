//! SignInService over gRPC.

use std::{sync::Arc, time::Duration};

use throughline_access::{Access, ActingFor, Caller, Method, SignsIn, secret};
use throughline_proto::{
    Refusal,
    v1::{
        AccountConnected, ConnectAccountRequest, ConnectAccountResponse, EndSessionsRequest, EndSessionsResponse, FindAccountRequest,
        FindAccountResponse, InviteRequest, InviteResponse, Reason, Receipt, RecordRequest, UseInvitationRequest, UseInvitationResponse,
        event::Kind, record_service_server::RecordService, sign_in_service_server::SignInService,
    },
};
use throughline_views::{InvitationKnown, Views, account_mac, moment_text};
use tokio::time::Instant;
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::invitation::{self, internal, said, unknown};

/// How long a call waits for the view.
const PATIENCE: Duration = Duration::from_secs(10);
/// OpenID Connect lets nothing be longer: an issuer is an address, a subject at most 255 characters.
const LONGEST_NAME: usize = 255;

/// The service, over a view and the write side's contract.
#[derive(Debug, Clone)]
pub struct Service<R> {
    views: Arc<Views>,
    access: Arc<Access>,
    records: R,
}

impl<R: RecordService> Service<R> {
    /// SignInService over a view, writing through a RecordService.
    pub fn new(views: Arc<Views>, access: Arc<Access>, records: R) -> Self {
        Self { views, access, records }
    }

    /// Writes as whoever called, by the call that may.
    async fn write<T>(&self, mut request: Request<T>, written: RecordRequest) -> Result<Receipt, Status> {
        request.extensions_mut().insert(SignsIn);
        let answer = self.records.record(request.map(|_| written)).await?.into_inner();
        Ok(answer.receipt.ok_or_else(internal)?)
    }

    /// What was written a moment ago, perhaps at another node, is known before anybody is turned away, or let in. Gives the position as of which
    /// it is, at the least: what is asked of the view afterwards may be newer and never older.
    async fn catch_up(&self) -> Result<u64, Refusal> {
        self.views.catch_up(Instant::now() + PATIENCE).await?;
        Ok(self.views.position())
    }

    /// A link that counts now, and for whom the portal calls once it is used.
    fn counts(&self, digest: &[u8; 32], now_us: i64) -> Result<Option<(InvitationKnown, String)>, Refusal> {
        let sign_ins = self.views.directory().sign_ins.clone();
        let Some(known) = sign_ins.invitation(digest).filter(|known| invitation::counts_at(known, now_us)) else { return Ok(None) };
        Ok(self.views.acting_for(&known.whom)?.map(|acting_for| (known.clone(), acting_for)))
    }

    fn whose(&self, account: &[u8; 32]) -> Result<Option<String>, Refusal> {
        let sign_ins = self.views.directory().sign_ins.clone();
        Ok(sign_ins.account(account).map(|whom| self.views.acting_for(whom)).transpose()?.flatten())
    }

    fn account(&self, issuer: &str, subject: &str) -> Result<[u8; 32], Refusal> {
        for (field, value) in [("issuer", issuer), ("subject", subject)] {
            if value.is_empty() || value.len() > LONGEST_NAME {
                return Err(Refusal::field(Reason::FieldInvalid, field, format!("missing, or over {LONGEST_NAME} bytes")));
            }
        }
        Ok(account_mac(issuer, subject, self.views.keys()))
    }
}

#[tonic::async_trait]
impl<R: RecordService> SignInService for Service<R> {
    async fn invite(&self, request: Request<InviteRequest>) -> Result<Response<InviteResponse>, Status> {
        // What counts for a day is counted by the one clock of the door.
        let now_us = self.access.viewer(&request, Method::Invite)?.now_us;
        let asked = request.get_ref().clone();
        // Whom they were joined with a moment ago, perhaps at another node, counts as well.
        self.catch_up().await?;
        let profiles = self.views.profiles_beside(&asked.resident).map_err(Refusal::from)?;
        let made = invitation::make(&asked, profiles.clone(), now_us)?;
        let disconnected = asked.disconnect_accounts.then(|| {
            // One record, however many they are: how many other agencies know somebody is not the caller's to count.
            let InviteRequest { supporter, resident, auditor, .. } = asked;
            let ended = AccountConnected { supporter, resident, auditor, ended: true, profiles, ..AccountConnected::default() };
            said(Kind::AccountConnected(ended))
        });
        // First the invitation, which says whether they are the caller's own.
        let events = [made.event].into_iter().chain(disconnected).collect();
        let receipt = self.write(request, invitation::request(Uuid::now_v7(), events)).await?;
        let until = moment_text(made.until_unix_us);
        Ok(Response::new(InviteResponse { token: made.token.to_string(), until, receipt: Some(receipt) }))
    }

    async fn use_invitation(&self, request: Request<UseInvitationRequest>) -> Result<Response<UseInvitationResponse>, Status> {
        let now_us = self.access.viewer(&request, Method::UseInvitation)?.now_us;
        // What cannot be a link is asked of nobody.
        if !secret::may_be(&request.get_ref().token) {
            return Err(unknown().into());
        }
        let digest = secret::digest_of(&request.get_ref().token);
        let signed_in_at = self.catch_up().await?;
        let (known, acting_for) = self.counts(&digest, now_us)?.ok_or_else(unknown)?;
        match self.write(request, invitation::using(&known)?).await {
            Ok(receipt) => {
                // That they came in is known here before they ask for anything.
                let position = receipt.entries.last().map_or(0, |entry| entry.position);
                self.views.reach(position, Instant::now() + PATIENCE).await.map_err(Refusal::from)?;
                Ok(Response::new(UseInvitationResponse { acting_for, signed_in_at }))
            }
            // Somebody else was first.
            Err(status) if status.code() == Code::AlreadyExists => Err(unknown().into()),
            Err(status) => Err(status),
        }
    }

    async fn find_account(&self, request: Request<FindAccountRequest>) -> Result<Response<FindAccountResponse>, Status> {
        self.access.caller(&request, Method::FindAccount)?;
        let asked = request.into_inner();
        let account = self.account(&asked.issuer, &asked.subject)?;
        let signed_in_at = self.catch_up().await?;
        let nobody =
            || Refusal::new(Reason::AccountUnknown, "nobody who takes part has connected this account; come with an invitation first");
        Ok(Response::new(FindAccountResponse { acting_for: self.whose(&account)?.ok_or_else(nobody)?, signed_in_at }))
    }

    async fn connect_account(&self, request: Request<ConnectAccountRequest>) -> Result<Response<ConnectAccountResponse>, Status> {
        // Asked first of all, since the log is not asked for whoever may not call.
        self.access.caller(&request, Method::ConnectAccount)?;
        let as_of = self.catch_up().await?;
        let caller = self.access.caller(&request, Method::ConnectAccount)?;
        let asked = request.get_ref();
        let account = self.account(&asked.issuer, &asked.subject)?.to_vec();
        let (supporter, resident) = signed_in(&caller)?;
        let connected = AccountConnected { supporter, resident, account, ended: asked.ended, as_of, ..AccountConnected::default() };
        let written = invitation::request(Uuid::now_v7(), vec![said(Kind::AccountConnected(connected))]);
        Ok(Response::new(ConnectAccountResponse { receipt: Some(self.write(request, written).await?) }))
    }

    async fn end_sessions(&self, request: Request<EndSessionsRequest>) -> Result<Response<EndSessionsResponse>, Status> {
        let caller = self.access.caller(&request, Method::EndSessions)?;
        if caller.acting_for == ActingFor::System {
            return Err(
                Refusal::new(Reason::PersonMissing, "sessions are ended by somebody who is signed in; say for whom you call").into()
            );
        }
        let whom = whom(&caller);
        // By whichever of their profiles they came in elsewhere.
        self.catch_up().await?;
        let profiles = self.views.profiles_beside(&whom.resident).map_err(Refusal::from)?;
        let ended = AccountConnected { ended: true, sessions_only: true, profiles, ..whom };
        let written = invitation::request(Uuid::now_v7(), vec![said(Kind::AccountConnected(ended))]);
        Ok(Response::new(EndSessionsResponse { receipt: Some(self.write(request, written).await?) }))
    }
}

/// Who is signed in: a supporter, a resident or an auditor.
fn whom(caller: &Caller) -> AccountConnected {
    match caller.acting_for.clone() {
        ActingFor::Supporter(supporter) => AccountConnected { supporter, ..AccountConnected::default() },
        ActingFor::Resident(resident) => AccountConnected { resident, ..AccountConnected::default() },
        ActingFor::Auditor(auditor) => AccountConnected { auditor, ..AccountConnected::default() },
        ActingFor::System => AccountConnected::default(),
    }
}

/// The supporter or the resident who is signed in.
fn signed_in(caller: &Caller) -> Result<(String, String), Refusal> {
    match &caller.acting_for {
        ActingFor::Supporter(supporter) => Ok((supporter.clone(), String::new())),
        ActingFor::Resident(resident) => Ok((String::new(), resident.clone())),
        ActingFor::Auditor(_) => {
            Err(Refusal::new(Reason::NotAllowed, "auditors connect no account; the keeper of the place gives them a link"))
        }
        ActingFor::System => {
            Err(Refusal::new(Reason::NotAllowed, "an account is connected by somebody who is signed in; say for whom you call"))
        }
    }
}
