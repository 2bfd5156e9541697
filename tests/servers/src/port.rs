//! A port of one's own, for as long as it is held: also while the server that listens there is killed and started again, and beside other
//! tests that look for one. Otherwise whoever comes back finds another test's server there, and takes it for its own.

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    net::{Ipv4Addr, TcpListener, UdpSocket},
};

/// Below those that Linux gives to whoever asks for any port, or to a connection that goes out.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;

/// A port on loopback.
#[derive(Debug)]
pub struct Port {
    number: u16,
    /// The same number for UDP, of which nobody has any use: the kernel keeps it for us alone, and frees it when this process ends.
    _claim: UdpSocket,
}

impl Port {
    /// One that nobody listens on, and nobody else has claimed.
    pub fn claim() -> Self {
        let chance = RandomState::new().hash_one(std::process::id());
        let first = u16::try_from(chance % u64::from(COUNT)).expect("less than that");
        let mut numbers = (0..COUNT).map(|step| FIRST + ((u32::from(first) + u32::from(step)) % u32::from(COUNT)) as u16);
        numbers.find_map(Self::try_claim).expect("a free port")
    }

    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }

    fn try_claim(number: u16) -> Option<Self> {
        let claim = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
        TcpListener::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
        Some(Self { number, _claim: claim })
    }
}

impl fmt::Display for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_port_is_claimed_once_though_nobody_listens_there() {
        let ports: Vec<Port> = (0..200).map(|_| Port::claim()).collect();
        assert_eq!(ports.iter().map(Port::number).collect::<BTreeSet<_>>().len(), ports.len());
        let taken = Port::try_claim(ports[0].number());
        assert!(taken.is_none(), "{taken:?}");
    }
}
