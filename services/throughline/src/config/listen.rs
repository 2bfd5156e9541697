//! Where something besides gRPC listens: a fixed port if it is free, one that was asked for, or nowhere.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::exit::WrongUse;

/// Where something listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listen {
    /// Nowhere.
    Off,
    /// There, or not at all if another has the address: nobody asked for it.
    IfFree(SocketAddr),
    /// There.
    At(SocketAddr),
}

impl Listen {
    /// What was asked for with this flag, or the usual port of the loopback if it is free.
    pub fn of(flag: &str, asked: Option<&str>, usual: u16) -> Result<Self, WrongUse> {
        match asked {
            None => Ok(Self::IfFree(SocketAddr::from((Ipv4Addr::LOCALHOST, usual)))),
            Some("off") => Ok(Self::Off),
            Some(text) => text.parse().map(Self::At).map_err(|_| {
                WrongUse::new(format!(
                    "\"{text}\" is nothing that --{flag} can listen on; give an address and a port such as 127.0.0.1:{usual}, or off"
                ))
            }),
        }
    }

    /// Takes the address; none if nobody asked for it and another has it. `what` is served there, and `flag` says where.
    pub async fn bind(self, what: &str, flag: &str) -> anyhow::Result<Option<TcpListener>> {
        let address = match self {
            Self::Off => return Ok(None),
            Self::At(address) | Self::IfFree(address) => address,
        };
        match (TcpListener::bind(address).await, self) {
            (Ok(listener), _) => Ok(Some(listener)),
            (Err(_), Self::IfFree(_)) => {
                tracing::warn!("{address} is taken, so that this node serves no {what}; give it another address with --{flag}");
                Ok(None)
            }
            (Err(error), _) => {
                Err(error).with_context(|| format!("{what} cannot be served on {address}; give another address with --{flag}"))
            }
        }
    }
}
