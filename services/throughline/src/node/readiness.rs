//! Whether a node can do what it is there for: each role, how far it has come, and how far it is behind the log. Asked by /readyz, by gRPC
//! health, and by the gate before the services. Nothing is changed here.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use throughline_fanout::Status;
use throughline_log::Log;
use throughline_views::Views;
use tokio::sync::watch;

use super::Opened;
use crate::config::{Role, Roles};

/// What readiness is asked of.
#[derive(Clone)]
pub struct Readiness {
    roles: Roles,
    log: Log,
    views: Arc<Views>,
    follows: watch::Receiver<bool>,
    fanout: Option<watch::Receiver<Status>>,
    stopping: watch::Receiver<bool>,
}

impl Readiness {
    /// Of an open place with these roles.
    pub fn new(opened: &Opened, roles: Roles, fanout: Option<watch::Receiver<Status>>, stopping: watch::Receiver<bool>) -> Self {
        let (log, views) = (opened.log.clone(), Arc::clone(&opened.views));
        Self { roles, log, views, follows: opened.follows(), fanout, stopping }
    }

    /// What the node does.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Whether a role can do its work now.
    pub fn is_ready(&self, role: Role) -> bool {
        if *self.stopping.borrow() || !self.roles.has(role) {
            return false;
        }
        let view_is_well = *self.follows.borrow() && self.views.may_answer();
        match role {
            // A log that does not fit what was published takes nothing in, and goes on being read.
            Role::Record => view_is_well && self.log.doubt().is_none(),
            Role::Timeline | Role::Audit | Role::Portal => view_is_well,
            Role::Fanout => self.fanout.as_ref().is_some_and(|status| status.borrow().last_error.is_none()),
        }
    }

    /// Whether the node can do what it is asked. News that cannot be brought just now keeps no caller away, who would not bring it sooner
    /// by calling elsewhere; only a node that does nothing else is not ready then.
    pub fn is_node_ready(&self) -> bool {
        let is_called = |role: Role| !role.services().is_empty();
        let is_any_called = self.roles.iter().any(is_called);
        self.roles.iter().filter(|role| is_called(*role) || !is_any_called).all(|role| self.is_ready(role))
    }

    /// Everything, for people and programs.
    pub fn told(&self) -> Value {
        let head = *self.log.head().borrow();
        let roles = self.roles.iter().map(|role| {
            let position = match (role, &self.fanout) {
                (Role::Fanout, Some(status)) => status.borrow().position,
                _ => self.views.position(),
            };
            let told = json!({ "ready": self.is_ready(role), "position": position, "events_behind": head.saturating_sub(position) });
            (role.name().to_owned(), told)
        });
        let unheard =
            self.views.has_caught_up().then(|| throughline_views::now().duration_since(self.views.confirmed_at()).unwrap_or_default());
        json!({
            "ready": self.is_node_ready(),
            "stopping": *self.stopping.borrow(),
            "roles": roles.collect::<serde_json::Map<_, _>>(),
            "head": head,
            "confirmed_seconds_ago": unheard.map(|unheard: Duration| unheard.as_secs()),
            "log_away": self.views.log_is_away(),
        })
    }
}
