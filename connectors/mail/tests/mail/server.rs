//! A mail server on this machine that behaves as it is told to, and keeps every byte it was given.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes every letter.
    Accept,
    /// Answers the connection with this line.
    Greet(&'static str),
    /// Answers this command with this line.
    Answer(&'static str, &'static str),
    /// Closes the connection instead of answering this command.
    CloseAt(&'static str),
    /// Answers a letter with this line.
    AnswerLetter(&'static str),
    /// Reads a letter to its end and closes the connection.
    CloseAfterLetter,
    /// Reads a letter to its end and says nothing; the test's clock may run from there.
    FallSilent,
}

/// A letter as it came over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// Everything between DATA and the lone dot, as sent.
    pub bytes: Vec<u8>,
    /// Commands after the letter.
    pub afterwards: Vec<String>,
}

/// The server.
pub struct MailServer {
    pub port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl MailServer {
    /// Starts a server on a free port.
    pub async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, behaviour, Arc::clone(&all)));
            }
        });
        Self { port, taken }
    }

    /// The letters so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("no test panicked").clone()
    }
}

async fn serve(stream: TcpStream, behaviour: Behaviour, all: Arc<Mutex<Vec<Taken>>>) {
    let mut stream = BufReader::new(stream);
    let greeting = if let Behaviour::Greet(line) = behaviour { line } else { "220 test ESMTP" };
    say(&mut stream, greeting).await;
    let mut taken = Taken::default();
    while let Some(line) = read_line(&mut stream).await {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match behaviour {
            Behaviour::Answer(at, answer) if at == verb => {
                say(&mut stream, answer).await;
                continue;
            }
            Behaviour::CloseAt(at) if at == verb => return,
            _ => {}
        }
        match verb.as_str() {
            "EHLO" => say(&mut stream, "250-test\r\n250 8BITMIME").await,
            "MAIL" => {
                taken = Taken { from: line, ..Taken::default() };
                say(&mut stream, "250 ok").await;
            }
            "RCPT" => {
                taken.to.push(line);
                say(&mut stream, "250 ok").await;
            }
            "DATA" => {
                say(&mut stream, "354 go on").await;
                taken.bytes = read_letter(&mut stream).await;
                all.lock().expect("no test panicked").push(taken.clone());
                if !answer_letter(&mut stream, behaviour).await {
                    return;
                }
            }
            "QUIT" => {
                say(&mut stream, "221 bye").await;
                return;
            }
            _ => {
                if let Some(last) = all.lock().expect("no test panicked").last_mut() {
                    last.afterwards.push(line);
                }
                say(&mut stream, "500 what?").await;
            }
        }
    }
}

async fn answer_letter(stream: &mut BufReader<TcpStream>, behaviour: Behaviour) -> bool {
    match behaviour {
        Behaviour::CloseAfterLetter => return false,
        Behaviour::FallSilent => {
            tokio::time::pause();
            std::future::pending::<()>().await;
        }
        Behaviour::AnswerLetter(answer) => say(stream, answer).await,
        _ => say(stream, "250 taken").await,
    }
    true
}

async fn read_letter(stream: &mut BufReader<TcpStream>) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(line) = read_line(stream).await {
        if line == b".\r\n" {
            break;
        }
        bytes.extend(line);
    }
    bytes
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let length = stream.read_until(b'\n', &mut line).await.ok()?;
    (length > 0).then_some(line)
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) {
    // A client that has gone is what some tests want.
    let _ = stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await;
}
