//! A simulated AWS on a free loopback port.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What the simulator needs, in the versions that the recorded estate was made with.
const PACKAGES: &[&str] = &["moto[server]==5.2.1", "boto3", "awscli"];

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The states and the recorded changes that agree with each other.
pub(crate) fn estate() -> PathBuf {
    root().join("fixtures/estates/checkout/live")
}

/// A Python with the simulator's packages.
pub(crate) fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let has_packages = |python: &Path| {
            let check = "
import os, shutil, sys, boto3, moto.server
assert moto.__version__ == '5.2.1'
assert shutil.which('aws', path=os.path.dirname(sys.executable) + ':' + os.environ['PATH'])
";
            let done = Command::new(python)
                .args(["-c", check])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            done.is_ok_and(|s| s.success())
        };
        let own = PathBuf::from("python3");
        if has_packages(&own) {
            return own;
        }
        let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulator-venv");
        let python = venv.join("bin/python");
        if !has_packages(&python) {
            println!("installing the simulator into {}", venv.display());
            let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status();
            assert!(made.expect("python3 is needed").success(), "no virtual environment");
            let installed = Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(PACKAGES)
                .status();
            assert!(installed.expect("pip runs").success(), "the simulator cannot be installed");
        }
        python
    })
}

/// A simulator that ends with this value, or with the test process.
pub(crate) struct Simulator {
    child: Child,
    port: u16,
}

impl Simulator {
    /// An empty AWS.
    pub(crate) fn empty() -> Self {
        Self::start(&[])
    }

    /// The example estate.
    pub(crate) fn with_estate() -> Self {
        let changes = estate().join("changes.jsonl.gz");
        Self::start(&["--repeat", changes.to_str().expect("a path in UTF-8")])
    }

    fn start(arguments: &[&str]) -> Self {
        let port = free_port();
        let child = Command::new(python())
            .arg(root().join("tests/simulator/simulator.py"))
            .args(["--quiet", "-p", &port.to_string(), "--parent", &std::process::id().to_string()])
            .args(arguments)
            .env_remove("MOTO_ACCOUNT_ID")
            .stdout(Stdio::null())
            .spawn()
            .expect("the simulator starts");
        let simulator = Self { child, port };
        let begun = Instant::now();
        while simulator.request("GET", "/_dr/requests", "").is_none() {
            assert!(begun.elapsed() < Duration::from_mins(3), "the simulator does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        simulator
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sets a fault; see the simulator's own description.
    pub(crate) fn fault(&self, fault: &serde_json::Value) {
        let faults = serde_json::json!([fault]).to_string();
        self.request("POST", "/_dr/faults", &faults).expect("the fault is taken");
    }

    /// Sets something at one of the simulator's own endpoints.
    pub(crate) fn control(&self, path: &str, body: &str) {
        self.request("POST", path, body).expect("the simulator takes it");
    }

    pub(crate) fn no_faults(&self) {
        self.request("DELETE", "/_dr/faults", "").expect("the faults are removed");
    }

    /// What a drill-ready estate has beside its stacks: the failover role, metrics, targets.
    pub(crate) fn ready(&self) {
        let script = root().join("tests/simulator/ready.py");
        self.python(&[script.to_str().expect("a path in UTF-8"), &self.url()]);
    }

    /// Runs a Python script against the simulator; `boto3` is there.
    pub(crate) fn script(&self, text: &str) -> String {
        self.python(&["-c", text])
    }

    fn python(&self, arguments: &[&str]) -> String {
        let done = Command::new(python())
            .args(arguments)
            .envs(credentials(&self.url()))
            .output()
            .expect("Python runs");
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?}: {errors}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// Answers with these metrics.
    pub(crate) fn metrics(&self, metrics: &serde_json::Value) {
        self.request("POST", "/_dr/metrics", &metrics.to_string()).expect("metrics are taken");
    }

    /// Forgets the requests so far.
    pub(crate) fn forget_requests(&self) {
        self.request("DELETE", "/_dr/requests", "").expect("the counts are removed");
    }

    /// The requests so far, by `service:Operation:region`.
    pub(crate) fn counted(&self) -> serde_json::Map<String, serde_json::Value> {
        let body = self.request("GET", "/_dr/requests", "").expect("the counts are there");
        serde_json::from_str(&body).expect("the counts are an object")
    }

    /// The requests that were made more than once, word for word.
    pub(crate) fn repeated(&self) -> Vec<String> {
        let body = self.request("GET", "/_dr/repeated", "").expect("the repetitions are there");
        serde_json::from_str(&body).expect("a list")
    }

    /// Makes a user with a policy, and enforces policies from now on; returns its access key.
    pub(crate) fn enforced(&self, policy: &str) -> (String, String) {
        const SCRIPT: &str = "
import sys, boto3
iam = boto3.client('iam', region_name='us-east-1')
iam.create_user(UserName='auditor')
iam.put_user_policy(UserName='auditor', PolicyName='read', PolicyDocument=sys.argv[1])
key = iam.create_access_key(UserName='auditor')['AccessKey']
print(key['AccessKeyId'], key['SecretAccessKey'])
";
        let done = Command::new(python())
            .args(["-c", SCRIPT, policy])
            .envs(credentials(&self.url()))
            .output()
            .expect("the user is made");
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        let (id, secret) = text.trim().split_once(' ').expect("a key");
        // The body is the number of calls that are still free.
        self.request("POST", "/moto-api/reset-auth", "0").expect("policies are enforced");
        (id.to_owned(), secret.to_owned())
    }

    /// Makes a named change with the SDK for Python, as somebody by hand would.
    pub(crate) fn change(&self, name: &str) {
        let done = Command::new(python())
            .arg(root().join("tests/simulator/changes.py"))
            .arg(name)
            .envs(credentials(&self.url()))
            .output()
            .expect("the change runs");
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "change {name}: {errors}");
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        head.starts_with("HTTP/1.1 200").then(|| body.to_owned())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on at the moment.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
    listener.local_addr().expect("an address").port()
}

/// The environment of a client of the simulator, and nothing of the machine's own.
pub(crate) fn credentials(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", url.to_owned()),
        ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_CONFIG_FILE", "/dev/null".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".to_owned()),
    ]
}
