//! Connections as they come in: in clear over the loopback, and over TLS from anywhere. Each says by whose certificate it came; which calls it
//! may make is for `access`, never for here.

mod certificate;
mod handshakes;
mod preface;

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use throughline_access::certificates::{Identity, Peer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::server::TlsStream;
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::transport::server::{Connected, TcpIncoming};

use self::preface::Preface;
pub use self::{certificate::OwnCertificate, handshakes::Handshakes};
use super::room::Place;
use crate::{config::TlsFiles, exit::WrongUse};

/// How handshakes ended, by their outcome.
pub const HANDSHAKES: &str = "throughline_handshakes_total";
/// When the server's own certificate expires, in seconds since 1970.
pub const CERTIFICATE_EXPIRES: &str = "throughline_server_certificate_expires_seconds";

/// A connection.
pub struct Connection {
    way: Way,
    preface: Preface,
}

enum Way {
    /// Over the loopback.
    Clear(TcpStream),
    /// Over TLS.
    Sealed(Box<Sealed>),
}

/// A connection over TLS, with its place among all.
struct Sealed {
    stream: TlsStream<TcpStream>,
    identity: Arc<Identity>,
    _place: Place,
}

/// Whether the server's own certificate can be used.
pub fn check(files: &TlsFiles) -> anyhow::Result<()> {
    let opened = OwnCertificate::open(files, Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    opened.map(|_| ()).map_err(|error| WrongUse::new(format!("{error:#}")).into())
}

/// All connections: those of the loopback, and those whose handshakes were well.
pub fn incoming(loopback: TcpListener, sealed: Option<mpsc::Receiver<Connection>>) -> impl Stream<Item = io::Result<Connection>> {
    // tonic leaves sockets that it did not accept itself as they are, and delayed acknowledgements would hold answers back for 40 ms.
    let clear =
        TcpIncoming::from(loopback).with_nodelay(Some(true)).map(|stream| stream.map(|stream| Connection::over(Way::Clear(stream))));
    let (_none, nobody) = mpsc::channel(1);
    clear.merge(ReceiverStream::new(sealed.unwrap_or(nobody)).map(Ok))
}

impl Connection {
    fn over(way: Way) -> Self {
        Self { way, preface: Preface::new() }
    }
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        match &self.way {
            Way::Clear(_) => Peer::Loopback,
            Way::Sealed(sealed) => Peer::Certificate(Arc::clone(&sealed.identity)),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { way, preface } = self.get_mut();
        let before = buffer.filled().len();
        let read = match way {
            Way::Clear(stream) => Pin::new(stream).poll_read(context, buffer),
            Way::Sealed(sealed) => Pin::new(&mut sealed.stream).poll_read(context, buffer),
        };
        preface.said(buffer.filled().len() - before);
        if read.is_pending() && preface.is_late(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_write(context, bytes),
            Way::Sealed(sealed) => Pin::new(&mut sealed.stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_write_vectored(context, slices),
            Way::Sealed(sealed) => Pin::new(&mut sealed.stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.way {
            Way::Clear(stream) => stream.is_write_vectored(),
            Way::Sealed(sealed) => sealed.stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_flush(context),
            Way::Sealed(sealed) => Pin::new(&mut sealed.stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_shutdown(context),
            Way::Sealed(sealed) => Pin::new(&mut sealed.stream).poll_shutdown(context),
        }
    }
}
