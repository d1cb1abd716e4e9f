//! An HTTP server on a loopback port that answers as a script says, and with an empty listing
//! where the script says nothing.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::protocol::{Answer, Behaviour, Request};

/// Connections at once; more are closed unanswered.
const MOST_CONNECTIONS: usize = 512;
/// The longest body that is read.
const LONGEST_BODY: usize = 4 << 20;
/// The most lines of a request's head.
const MOST_HEADERS: usize = 100;
/// How long a connection without a request is kept.
const IDLE: Duration = Duration::from_secs(30);
/// Between two looks at whether a held answer is still to be held.
const PAUSE: Duration = Duration::from_millis(10);

type Script = dyn Fn(&Request) -> Option<Answer> + Send + Sync;

/// A server that ends with this value.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    script: Box<Script>,
    latency: Duration,
    ended: AtomicBool,
    connections: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: Vec<Arc<Request>>,
    times: BTreeMap<(String, String, String), usize>,
}

impl Server {
    /// Answers as `script` says.
    pub(crate) fn new(script: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Self {
        Self::slow(Duration::ZERO, script)
    }

    /// The same, each answer after `latency`.
    pub(crate) fn slow(
        latency: Duration,
        script: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            script: Box::new(script),
            latency,
            ended: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            seen: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &accepting));
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Arc<Request>> {
        self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts; where that fails it has ended already.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.ended.load(Ordering::Relaxed) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if shared.connections.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
            shared.connections.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A client that goes away is no fault of the server.
            let _ = serve(&stream, &shared);
            let _ = stream.shutdown(Shutdown::Both);
            shared.connections.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    let mut input = BufReader::new(stream);
    while let Some(mut request) = read(&mut input)? {
        request.nth = shared.note(&request);
        let request = Arc::new(request);
        shared
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .requests
            .push(Arc::clone(&request));
        thread::sleep(shared.latency);
        let answer = (shared.script)(&request).unwrap_or_else(|| Answer::empty(&request));
        if !shared.write(stream, &answer)? {
            return Ok(());
        }
    }
    Ok(())
}

impl Shared {
    /// How often the same was asked before.
    fn note(&self, request: &Request) -> usize {
        let key = (request.service.clone(), request.region.clone(), request.operation.clone());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let times = seen.times.entry(key).or_default();
        *times += 1;
        *times - 1
    }

    /// Whether the connection can be used again.
    fn write(&self, mut stream: &TcpStream, answer: &Answer) -> std::io::Result<bool> {
        if answer.behaviour == Behaviour::Held {
            self.hold();
            return Ok(false);
        }
        let mut bytes = format!("HTTP/1.1 {} Answer\r\n", answer.status).into_bytes();
        for (name, value) in &answer.headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(format!("Content-Length: {}\r\n\r\n", answer.body.len()).into_bytes());
        if answer.behaviour == Behaviour::Whole {
            bytes.extend(&answer.body);
            stream.write_all(&bytes)?;
            return Ok(true);
        }
        bytes.extend(&answer.body[..answer.body.len() / 2]);
        stream.write_all(&bytes)?;
        if answer.behaviour == Behaviour::NeverEnds {
            self.hold();
        }
        Ok(false)
    }

    fn hold(&self) {
        while !self.ended.load(Ordering::Relaxed) {
            thread::sleep(PAUSE);
        }
    }
}

/// The next request; `None` where the client has no more.
fn read(input: &mut BufReader<&TcpStream>) -> std::io::Result<Option<Request>> {
    let mut first = String::new();
    if input.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut headers = BTreeMap::new();
    for _ in 0..MOST_HEADERS {
        let mut line = String::new();
        input.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut body = vec![0; LONGEST_BODY.min(length)];
    input.read_exact(&mut body)?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    Ok(Some(Request::new(method, target, &headers, body)))
}
