//! A TCP proxy whose weather changes: what passes through it can be cut, delayed, or left half open.
//!
//! It stands between a caller and a node, and between a node and its servers. Nothing in here may look into what passes.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

const CHUNK: usize = 16 << 10;

/// What becomes of what passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// It passes.
    Fair,
    /// Connections break, and new ones are closed at once.
    Cut,
    /// Everything comes later by so much.
    Delayed(Duration),
    /// The far side has gone, and the near side is not told. New connections are answered by nobody.
    HalfOpen,
}

/// A proxy. It ends with this value.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    to: Arc<RwLock<Option<SocketAddr>>>,
    weather: watch::Sender<Weather>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// A proxy to nowhere yet.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let to = Arc::new(RwLock::new(None));
        let weather = watch::Sender::new(Weather::Fair);
        let accepting = tokio::spawn(accept(listener, Arc::clone(&to), weather.subscribe()));
        Ok(Self { address, to, weather, accepting })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it leads to.
    pub fn to(&self) -> Option<SocketAddr> {
        *self.to.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leads to another address from now on.
    pub fn lead_to(&self, address: SocketAddr) {
        *self.to.write().unwrap_or_else(PoisonError::into_inner) = Some(address);
    }

    /// Changes the weather.
    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.weather.send_replace(Weather::Cut);
    }
}

async fn accept(listener: TcpListener, to: Arc<RwLock<Option<SocketAddr>>>, weather: watch::Receiver<Weather>) {
    while let Ok((near, _)) = listener.accept().await {
        let to = *to.read().unwrap_or_else(PoisonError::into_inner);
        let mut weather = weather.clone();
        let now = *weather.borrow_and_update();
        match (now, to) {
            (Weather::Cut, _) | (_, None) => {}
            (Weather::HalfOpen, _) => drop(tokio::spawn(keep_waiting(near, weather))),
            (_, Some(to)) => drop(tokio::spawn(async move {
                // A far side that does not answer closes the near side too: what a caller sees of a port where nobody listens.
                if let Ok(far) = TcpStream::connect(to).await {
                    carry(near, far, weather).await;
                }
            })),
        }
    }
}

/// Holds a connection that nobody answers on until the weather changes, and then breaks it.
async fn keep_waiting(near: TcpStream, mut weather: watch::Receiver<Weather>) {
    let _ = weather.wait_for(|weather| *weather != Weather::HalfOpen).await;
    drop(near);
}

async fn carry(mut near: TcpStream, mut far: TcpStream, mut weather: watch::Receiver<Weather>) {
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let is_half_open = {
        let ((near_read, near_write), (far_read, far_write)) = (near.split(), far.split());
        let (there, back) = (weather.clone(), weather.clone());
        tokio::select! {
            () = pass(near_read, far_write, there) => false,
            () = pass(far_read, near_write, back) => false,
            broken = weather.wait_for(|weather| matches!(weather, Weather::Cut | Weather::HalfOpen)) => {
                broken.is_ok_and(|weather| *weather == Weather::HalfOpen)
            }
        }
    };
    drop(far);
    if is_half_open {
        keep_waiting(near, weather).await;
    }
}

/// Carries one direction until it ends.
async fn pass(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, weather: watch::Receiver<Weather>) {
    let mut bytes = vec![0; CHUNK];
    loop {
        let Ok(count @ 1..) = from.read(&mut bytes).await else { return };
        let now = *weather.borrow();
        if let Weather::Delayed(by) = now {
            tokio::time::sleep(by).await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
