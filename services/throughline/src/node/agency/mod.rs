//! `agency`: who takes part, and what says that it is they who call. Who takes part, and which authority speaks for them, is written to the log by
//! the keeper; tokens are only for this place and this machine.

mod certificate;
mod list;
mod revoke;
mod trusted;

use std::path::Path;

use anyhow::{Context as _, bail};
use throughline_access::{KEEPER, PORTAL, Tokens};
use throughline_proto::v1::{AgencyJoined, event::Kind};
use tonic::Code;
use zeroize::Zeroizing;

pub(super) use self::trusted::{say, say_of_own_key};
use self::{
    certificate::{Making, adopt},
    trusted::{Trusted, say_of_token},
};
use super::{Folder, folder::Place, opened::existing, papers::Papers};
use crate::{
    cli::{AgencyAction, AgencyAdd, AgencyArgs, AgencyCertificate, AgencyRevoke, CertificateArgs, DataArgs, ServerArgs, TokenArgs},
    config::{PLACE, is_word, word_of},
    connect::{Connection, Credentials, Node, Speaker, Transport, at_address, connect},
    exit::{Exit, WrongUse},
    output::Output,
    recording::record,
};

pub(super) async fn run(node: &impl Node, args: &AgencyArgs, output: &Output) -> anyhow::Result<Exit> {
    let at = &args.place;
    match &args.action {
        AgencyAction::Add(add) => run_add(node, at, add, output).await?,
        AgencyAction::Certificate(certificate) => run_certificate(node, at, certificate, output).await?,
        AgencyAction::Revoke(revoke) => run_revoke(node, at, revoke, output).await?,
        AgencyAction::List => {
            let place = existing(&Folder::new(&at.data))?;
            let connection = as_keeper(node, at).await?;
            list::run(&at.data, &place.place, &Trusted::ask(connection.transport).await?, output)?;
        }
    }
    Ok(Exit::Done)
}

async fn run_add(node: &impl Node, at: &DataArgs, add: &AgencyAdd, output: &Output) -> anyhow::Result<()> {
    let word = add.slug.clone().unwrap_or_else(|| word_of(&add.name));
    check_word(&word)?;
    let folder = Folder::new(&at.data);
    if folder.place()?.is_none() {
        // A new place begins with its first agency.
        folder.begin(&Place::new(PLACE, false))?;
    }
    let Connection { transport, .. } = &as_keeper(node, at).await?;
    join(transport.clone(), &word, &add.name).await?;
    if let Some(file) = &add.authority {
        return adopt(&mut Trusted::ask(transport.clone()).await?, &word, file, output).await;
    }
    if let Some(out) = &add.certificate {
        let place = existing(&folder)?;
        let making = Making { data: &at.data, place: &place.place, agency: &word, out, replace: false, new_authority: false };
        return making.carry_out(&mut Trusted::ask(transport.clone()).await?, output).await;
    }
    // An agency may have several tokens, for instance while it changes from one to the next.
    let (tokens, label) = (Tokens::open(&at.data)?, format!("agency add, {}", uuid::Uuid::now_v7()));
    say_of_removed(&tokens, transport).await?;
    say_of_token(transport.clone(), &word, &label, false).await?;
    let token = tokens.add(&word, &label)?;
    if output.is_json() {
        output.json(&serde_json::json!({ "agency": word, "name": add.name, "token": *token }))?;
    } else {
        output.remark(format!("{} takes part as {word}. Its token, for this machine only and shown only this once:", add.name));
        output.line(token.as_str())?;
    }
    Ok(())
}

async fn run_certificate(node: &impl Node, at: &DataArgs, args: &AgencyCertificate, output: &Output) -> anyhow::Result<()> {
    let place = existing(&Folder::new(&at.data))?;
    let connection = as_keeper(node, at).await?;
    let mut trusted = Trusted::ask(connection.transport.clone()).await?;
    check_takes_part(&trusted, &args.agency)?;
    let AgencyCertificate { agency, out, replace, new_authority } = args;
    let making = Making { data: &at.data, place: &place.place, agency, out, replace: *replace, new_authority: *new_authority };
    making.carry_out(&mut trusted, output).await
}

async fn run_revoke(node: &impl Node, at: &DataArgs, args: &AgencyRevoke, output: &Output) -> anyhow::Result<()> {
    let place = existing(&Folder::new(&at.data))?;
    if let Some(label) = &args.what.token {
        let tokens = Tokens::open(&at.data)?;
        revoke::token(&tokens, &args.agency, label)?;
        // It has ended already: no log that is away keeps it going.
        let said = async { say_of_removed(&tokens, &as_keeper(node, at).await?.transport).await };
        said.await
            .with_context(|| format!("the token {label:?} no longer counts at this node, but the log was not told so; run this again"))?;
        return revoke::tell(output, &args.agency, &format!("The token {label:?} no longer counts at this node."));
    }
    let connection = as_keeper(node, at).await?;
    let mut trusted = Trusted::ask(connection.transport.clone()).await?;
    revoke::certificate(&Papers::of(&at.data), &place.place, &mut trusted, args, output).await
}

/// The way to the place of a data folder, as its keeper.
pub(super) async fn as_keeper(node: &impl Node, at: &DataArgs) -> anyhow::Result<Connection> {
    let server = ServerArgs { place: at.clone(), address: None, token: TokenArgs::default(), certificate: CertificateArgs::default() };
    connect(node, &server, Speaker::Keeper).await
}

fn check_takes_part(trusted: &Trusted, agency: &str) -> Result<(), WrongUse> {
    if agency == KEEPER || agency == PORTAL || trusted.agencies().iter().any(|listed| listed.agency == agency) {
        return Ok(());
    }
    Err(WrongUse::new(format!("no agency {agency:?} takes part; `throughline agency list` shows who does, by their words")))
}

fn check_word(word: &str) -> anyhow::Result<()> {
    if word == KEEPER || word == PORTAL || !is_word(word) {
        return Err(WrongUse::new(format!(
            "\"{word}\" cannot be an agency's word: use a to z, 0 to 9 and hyphens, and neither \"{KEEPER}\" nor \"{PORTAL}\"; give one with --slug"
        ))
        .into());
    }
    Ok(())
}

/// A token for a run of the command line in an agency's name; the one of an earlier run ends. Both are in the log, as with any other.
pub(super) async fn token_for_this_run(folder: &Path, address: &str, word: &str, name: &str) -> anyhow::Result<Zeroizing<String>> {
    check_word(word)?;
    let keeper = Credentials::new(Some(&Tokens::keeper_token(folder)?), None)?;
    let connection = at_address(address, keeper).await?;
    join(connection.transport.clone(), word, name).await?;
    let tokens = Tokens::open(folder)?;
    let label = format!("command line, for {word}");
    if tokens.entries().iter().any(|entry| entry.label == label) {
        tokens.remove(&label)?;
    }
    say_of_removed(&tokens, &connection.transport).await?;
    say_of_token(connection.transport, word, &label, false).await?;
    Ok(tokens.add(word, &label)?)
}

/// Writes to the log which tokens count no longer, as far as it has not been told.
async fn say_of_removed(tokens: &Tokens, transport: &Transport) -> anyhow::Result<()> {
    for removed in tokens.untold()? {
        say_of_token(transport.clone(), &removed.agency, &removed.label, true).await?;
        tokens.told(&removed)?;
    }
    Ok(())
}

/// Writes to the log that an agency takes part, unless it does already.
async fn join(transport: Transport, word: &str, name: &str) -> anyhow::Result<()> {
    let joined = AgencyJoined { agency: word.to_owned(), name: name.to_owned() };
    match record(transport, Kind::AgencyJoined(joined)).await {
        Ok(_) => Ok(()),
        Err(status) if status.code() == Code::AlreadyExists => Ok(()),
        Err(status) => bail!("the place did not take the agency in: {}", status.message()),
    }
}
