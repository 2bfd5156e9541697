//! `throughline ropa`: the record of processing, as the log and the settings know it. What they cannot know stands as to be added by the place.

use serde_json::json;
use throughline_proto::v1::{
    DescribeProcessingRequest, DescribeProcessingResponse, ProcessingCategory, audit_service_client::AuditServiceClient,
};

use super::{setting_in_words, setting_json};
use crate::{
    cli::RopaArgs,
    connect::{self, Node, Speaker},
    exit::Exit,
    output::{Output, Tone, count},
    records::hex,
    status::failed,
};

/// What holds on every node, whatever a place sets.
const SECURITY: [&str; 6] = [
    "What people said, their names and ways to be reached are stored only sealed, under a key of each person's own (AES-256-GCM).",
    "The log is append-only; what was written is proved by a Merkle tree and signed checkpoints.",
    "Who looks is written down durably before anything is told, and the person sees it.",
    "Systems call with certificates over TLS; tokens are for the loopback only.",
    "Who may see what is decided entry by entry, by policies whose adoption is itself in the log.",
    "An erasure destroys keys on every node; each confirms.",
];
const TRANSFERS: &str = "None: the software sends nothing outside the place. Agencies fetch what they may read.";
const RECIPIENTS: &str = "The agencies that take part, each as far as the policies and the resident's choices allow.";
const TO_ADD: &str =
    "To be added by the place: names and contact details of the controllers and their data protection officers, and contracts.";

/// Asks for the record, and prints it.
pub async fn run(args: &RopaArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let told = audit.describe_processing(DescribeProcessingRequest::default()).await.map_err(|status| failed(&status))?.into_inner();
    if output.is_json() {
        output.json(&as_json(&told))?;
        return Ok(Exit::Done);
    }
    for (heading, lines) in sections(&told) {
        output.line(output.paint(Tone::Heading, heading))?;
        for line in lines {
            output.line(format!("  {line}"))?;
        }
        output.line("")?;
    }
    Ok(Exit::Done)
}

fn sections(told: &DescribeProcessingResponse) -> Vec<(&'static str, Vec<String>)> {
    let agencies = told.agencies.iter().map(|agency| {
        let way = if agency.certificates { "with certificates" } else { "with a token on this machine" };
        let (people, supporters) = (at_least_ten(agency.people), at_least_ten(agency.supporters));
        format!("{} ({}): knows {people}; supporters: {supporters}; calls {way}", agency.name, agency.agency)
    });
    let purpose = |barred: bool| told.purposes.iter().filter(move |one| one.barred == barred).map(|one| one.purpose.as_str());
    let category = |one: &ProcessingCategory| format!("{}: {}", one.name, at_least_ten(one.count));
    let retention = if told.retention.is_empty() {
        vec!["Nothing is set: kept until somebody decides.".to_owned()]
    } else {
        told.retention.iter().map(setting_in_words).collect()
    };
    let policies = match told.policies_adopted_at {
        0 => format!("Those that come with the program, SHA-256 {}", hex(&told.policies_digest)),
        position => format!("Adopted with record {position}, SHA-256 {}", hex(&told.policies_digest)),
    };
    vec![
        ("Record of processing", vec![format!("Place: {}", told.place), TO_ADD.to_owned()]),
        ("Controllers and recipients", agencies.chain([RECIPIENTS.to_owned()]).collect()),
        (
            "Purposes",
            vec![
                format!("Read for: {}", purpose(false).collect::<Vec<_>>().join(", ")),
                format!("Barred: {}", purpose(true).collect::<Vec<_>>().join(", ")),
            ],
        ),
        ("Categories of people", told.people.iter().map(category).collect()),
        ("Categories of data, by kind of entry", told.data.iter().map(category).collect()),
        ("Kept for how long", retention),
        ("Erased profiles", vec![at_least_ten(told.erased)]),
        ("Security", SECURITY.map(str::to_owned).to_vec()),
        ("Transfers to other countries", vec![TRANSFERS.to_owned()]),
        ("Policies in force", vec![policies]),
    ]
}

/// Small numbers are not told.
fn at_least_ten(number: u64) -> String {
    if number == 0 { "fewer than 10".to_owned() } else { count(number) }
}

fn as_json(told: &DescribeProcessingResponse) -> serde_json::Value {
    let category = |one: &ProcessingCategory| json!({ "name": one.name, "count": (one.count > 0).then_some(one.count) });
    json!({
        "place": told.place,
        "to_be_added": TO_ADD,
        "agencies": told.agencies.iter().map(|one| json!({
            "agency": one.agency, "name": one.name, "people": (one.people > 0).then_some(one.people),
            "supporters": (one.supporters > 0).then_some(one.supporters), "certificates": one.certificates,
        })).collect::<Vec<_>>(),
        "recipients": RECIPIENTS,
        "purposes": told.purposes.iter().map(|one| json!({ "purpose": one.purpose, "barred": one.barred })).collect::<Vec<_>>(),
        "people": told.people.iter().map(category).collect::<Vec<_>>(),
        "data": told.data.iter().map(category).collect::<Vec<_>>(),
        "retention": told.retention.iter().map(setting_json).collect::<Vec<_>>(),
        "erased": (told.erased > 0).then_some(told.erased),
        "security": SECURITY,
        "transfers": TRANSFERS,
        "policies": { "adopted_at": told.policies_adopted_at, "sha256": hex(&told.policies_digest) },
    })
}
