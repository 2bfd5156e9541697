//! The tables: which version they are of, and how they are made. Any number of nodes may try at once.

use tokio_postgres::{Client, IsolationLevel, error::SqlState};

use super::{
    error::PostgresError,
    pool::Pool,
    session::{MAY_ACT_AS, begin},
};

/// What somebody may do, by table.
pub(crate) type Rights = &'static [(&'static str, &'static [&'static str])];

/// What a database is to hold.
pub(crate) struct Schema {
    /// The schema that the tables lie in.
    pub name: &'static str,
    /// The role that the service takes.
    pub service: &'static str,
    /// All roles that the grants speak of.
    pub roles: &'static [&'static str],
    /// In order; how many have been applied is the version.
    pub migrations: &'static [&'static str],
    /// What the roles may do.
    pub grants: &'static str,
    /// What the service must be allowed with each table.
    pub needs: Rights,
    /// What it must not be.
    pub forbidden: Rights,
}

/// What a migration came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// The tables' version before; 0 where there were none.
    pub from: usize,
    /// The version afterwards.
    pub to: usize,
    /// Roles that are not there and that this user may not make.
    pub missing_roles: Vec<&'static str>,
}

/// Looks whether a database can be used, and migrates it if this user may.
pub(crate) async fn prepare(pool: &Pool, schema: &'static Schema) -> Result<(), PostgresError> {
    let client = pool.connect().await?;
    refuse_together(&client, schema).await?;
    if is_locked(&client, schema).await? {
        return Err(PostgresError::NoRights { role: schema.service });
    }
    let read_only: String = client.query_one("show default_transaction_read_only", &[]).await?.get(0);
    if read_only == "on" {
        return Err(PostgresError::ReadOnly { why: "transactions here are read-only by default".to_owned() });
    }
    let (found, known) = (version(&client, schema).await?, schema.migrations.len());
    if found > known {
        return Err(PostgresError::Newer { found, known });
    }
    if found < known {
        let may_make: bool = client.query_one("select has_database_privilege(current_database(), 'create')", &[]).await?.get(0);
        if !may_make {
            return Err(PostgresError::NotMigrated { found, known });
        }
        migrate(pool, schema).await?;
    }
    may_use(pool, schema).await
}

/// Makes or updates the tables, in one transaction, and the roles.
pub(crate) async fn migrate(pool: &Pool, schema: &'static Schema) -> Result<Migrated, PostgresError> {
    let mut client = pool.connect().await?;
    // Somebody else's migration is waited for, and nobody who hangs.
    client.batch_execute("set lock_timeout = '60s'; set statement_timeout = '10min'").await?;
    refuse_together(&client, schema).await?;
    let missing_roles = make_roles(&client, schema).await?;
    let known = schema.migrations.len();
    // What came second sees what the first has made, whatever level the database has as its own.
    let transaction = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted).start().await?;
    // Whoever comes second waits here, and then finds everything done. The number is this program's own.
    transaction.execute("select pg_advisory_xact_lock(7318349394477056)", &[]).await?;
    let from = version(transaction.client(), schema).await?;
    let Some(to_apply) = schema.migrations.get(from..) else {
        return Err(PostgresError::Newer { found: from, known });
    };
    for migration in to_apply {
        transaction.batch_execute(migration).await?;
    }
    let name = schema.name;
    transaction
        .batch_execute(&format!(
            "create table if not exists {name}.schema_version (version integer not null);
             delete from {name}.schema_version;
             insert into {name}.schema_version (version) values ({known})"
        ))
        .await?;
    if missing_roles.is_empty() {
        transaction.batch_execute(schema.grants).await?;
        let is_member = format!("select {MAY_ACT_AS} from pg_roles where rolname = $1");
        let is_member = transaction.query_opt(&is_member, &[&schema.service]).await?;
        if is_member.is_some_and(|row| !row.get::<_, bool>(0)) {
            // Whoever makes roles and serves as well acts as the service, and with no more rights than that has. Who may not be given its role
            // signs in as somebody else to serve.
            let role = schema.service;
            let grant = format!("do $$ begin grant {role} to session_user; exception when insufficient_privilege then null; end $$");
            transaction.batch_execute(&grant).await?;
        }
    }
    transaction.commit().await?;
    Ok(Migrated { from, to: known, missing_roles })
}

/// The tables' version; 0 where there are none.
async fn version(client: &Client, schema: &Schema) -> Result<usize, PostgresError> {
    let name = schema.name;
    let row =
        client.query_one("select to_regnamespace($1) is not null, to_regclass($1 || '.schema_version') is not null", &[&name]).await?;
    match (row.get(0), row.get(1)) {
        (false, _) => Ok(0),
        (true, false) => Err(PostgresError::HalfMade { schema: name }),
        (true, true) => {
            let found = client.query(&format!("select version from {name}.schema_version"), &[]).await?;
            let found: Option<i32> = if let [row] = found.as_slice() { Some(row.get(0)) } else { None };
            found.and_then(|version| usize::try_from(version).ok()).ok_or(PostgresError::HalfMade { schema: name })
        }
    }
}

/// Roles belong to the whole server. Where an administrator keeps them to themselves, what they made is used.
async fn make_roles(client: &Client, schema: &Schema) -> Result<Vec<&'static str>, PostgresError> {
    let mut missing = Vec::new();
    for role in schema.roles {
        // Two nodes may make one role at once.
        let made = client
            .batch_execute(&format!(
                "do $$ begin
                     if not exists (select from pg_roles where rolname = '{role}') then create role {role} nologin; end if;
                 exception when duplicate_object or unique_violation then null;
                 end $$"
            ))
            .await;
        match made {
            Ok(()) => {}
            Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => missing.push(*role),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(missing)
}

async fn refuse_together(client: &Client, schema: &Schema) -> Result<(), PostgresError> {
    for other in ["throughline_log", "throughline_keys"] {
        let is_there: bool = client.query_one("select to_regnamespace($1) is not null", &[&other]).await?.get(0);
        if other != schema.name && is_there {
            return Err(PostgresError::Together { found: other });
        }
    }
    Ok(())
}

/// Whether the service, as what it acts as, may do all that it does, and cannot change what was written.
async fn may_use(pool: &Pool, schema: &'static Schema) -> Result<(), PostgresError> {
    let client = pool.connect().await?;
    begin(&client, schema).await?;
    if !may(&client, schema, "bool_and", schema.needs).await? {
        return Err(PostgresError::NoRights { role: schema.service });
    }
    if may(&client, schema, "bool_or", schema.forbidden).await? {
        return Err(PostgresError::TooManyRights { role: schema.service });
    }
    Ok(())
}

/// Whether this session may do all of this (`bool_and`), or any of it (`bool_or`).
async fn may(client: &Client, schema: &Schema, how_many: &str, rights: Rights) -> Result<bool, PostgresError> {
    let each = rights.iter().flat_map(|(table, rights)| rights.iter().map(move |right| (*table, *right)));
    let (tables, rights): (Vec<&str>, Vec<&str>) = each.unzip();
    // One right at a time: of several at once, Postgres says whether there is any.
    let sql = format!(
        "select {how_many}(has_table_privilege(format('%I.%I', $1::text, need.name), need.what))
         from unnest($2::text[], $3::text[]) as need (name, what) where has_schema_privilege($1, 'usage')"
    );
    let may: Option<bool> = client.query_one(&sql, &[&schema.name, &tables, &rights]).await?.get(0);
    Ok(may == Some(true))
}

/// Whether the schema is there and this user may not even look into it.
async fn is_locked(client: &Client, schema: &Schema) -> Result<bool, PostgresError> {
    let sql = "select to_regnamespace($1) is not null and not has_schema_privilege(to_regnamespace($1)::oid, 'usage')";
    Ok(client.query_one(sql, &[&schema.name]).await?.get(0))
}
