//! Serving: a server that is told to stop finishes what it has begun, and nothing else.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use voronka_web::App;

use crate::support::{Database, House};

/// Longer than anything here takes, so that a server that hangs fails the test instead of stopping it.
const PATIENCE: Duration = Duration::from_secs(20);

struct Served {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
    token: String,
    _database: Option<Database>,
}

async fn serve() -> Served {
    let House { engine, database, .. } = House::new().await;
    let token = engine.create_token(&"anna".into(), "test", None).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let app = App::new(engine, "http://voronka.test");
    let server = tokio::spawn(voronka_web::serve(listener, app, async move {
        let _ = stopped.await;
    }));
    Served { address, stop, server, token, _database: database }
}

/// Reads until the connection has brought this text.
async fn until(stream: &mut TcpStream, text: &str) -> String {
    let mut read = String::new();
    let mut part = [0; 4096];
    while !read.contains(text) {
        let count = timeout(PATIENCE, stream.read(&mut part)).await.unwrap().unwrap();
        assert!(count > 0, "the connection ended after: {read}");
        read.push_str(std::str::from_utf8(&part[..count]).unwrap());
    }
    read
}

#[tokio::test]
async fn a_request_that_has_begun_is_finished_and_idle_connections_are_closed() {
    let Served { address, stop, server, token, _database } = serve().await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    until(&mut idle, "\"live\"").await;

    let mut begun = TcpStream::connect(address).await.unwrap();
    let body = "{\"process\": \"short_sale\", \"deal\": {\"title\": \"Office\"}}";
    let head = format!(
        "POST /api/v1/cases HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    begun.write_all(head.as_bytes()).await.unwrap();
    // The handler asks for the body: the request has begun.
    until(&mut begun, "100 Continue").await;

    stop.send(()).unwrap();
    let ended = timeout(PATIENCE, idle.read(&mut [0; 16])).await.unwrap().unwrap();
    assert_eq!(ended, 0, "the idle connection is closed");
    begun.write_all(body.as_bytes()).await.unwrap();
    assert!(until(&mut begun, "\r\n\r\n").await.starts_with("HTTP/1.1 201"));
    timeout(PATIENCE, server).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nothing new is accepted");
}
