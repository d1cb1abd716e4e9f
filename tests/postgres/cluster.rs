//! PostgreSQL servers that live as long as a test: a primary and a standby that streams from it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a server may take for anything.
const PATIENCE: Duration = Duration::from_mins(1);

/// The newest installed server's programs.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("postgres").exists() && bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}

/// The user that servers run as: PostgreSQL refuses to run as root.
fn other_user(directory: &Path) -> Option<u32> {
    let own = fs::metadata(directory).expect("the directory is there").uid();
    let id = Command::new("id").args(["-u", "postgres"]).output().ok()?;
    let id = String::from_utf8(id.stdout).ok()?.trim().parse().ok()?;
    (own == 0).then_some(id)
}

/// A directory for servers, open to the user that they run as, and outside what that user may not
/// enter.
pub(crate) struct Ground {
    dir: TempDir,
    bin: PathBuf,
    user: Option<u32>,
}

impl Ground {
    pub(crate) fn new(bin: PathBuf) -> Self {
        let dir = tempfile::Builder::new().prefix("pair").tempdir().expect("a directory");
        let user = other_user(dir.path());
        if let Some(user) = user {
            chown(dir.path(), Some(user), None).expect("the directory changes hands");
        }
        Self { dir, bin, user }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Gives files to the user that servers run as.
    pub(crate) fn give(&self, files: &[&str]) {
        for file in files {
            chown(self.path().join(file), self.user, None).expect("the file changes hands");
        }
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={user}")).arg("--clear-groups").arg(program);
                command
            }
        };
        command
            .current_dir(self.path())
            .env_clear()
            .env("LC_ALL", "C")
            .env("PATH", "/usr/bin:/bin");
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program).args(arguments).output().expect("the program runs");
        assert!(output.status.success(), "{program}: {}", text(&output));
    }

    /// Makes a cluster and starts it. `settings` go into its configuration.
    pub(crate) fn primary(&self, name: &str, settings: &str) -> Server<'_> {
        let data = self.path().join(name);
        let place = data.to_str().expect("a plain path");
        self.run(
            "initdb",
            &["-D", place, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"],
        );
        let port = free_port();
        let own = format!(
            "\nport = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\n\
             fsync = off\nwal_level = replica\nmax_wal_senders = 5\nhot_standby = on\n\
             wal_log_hints = on\npassword_encryption = 'scram-sha-256'\nlog_min_messages = warning\n\
             {settings}\n",
            self.path().display(),
        );
        append(&data.join("postgresql.conf"), &own);
        let access = "local all all trust\nlocal replication all trust\n\
                      host all postgres 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n\
                      host all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(data.join("pg_hba.conf"), access).expect("access is written");
        self.start(data, port)
    }

    /// Copies a running server and lets the copy follow it through a slot.
    pub(crate) fn standby(&self, of: &Server<'_>, name: &str, settings: &str) -> Server<'_> {
        let data = self.path().join(name);
        let place = data.to_str().expect("a plain path");
        let from = format!("host=127.0.0.1 port={} user=postgres application_name={name}", of.port);
        let slot = ["-S", name, "-C", "-R", "-X", "stream", "-c", "fast", "--no-sync"];
        self.run("pg_basebackup", &[&["-D", place, "-d", &from], &slot[..]].concat());
        let port = free_port();
        append(&data.join("postgresql.conf"), &format!("\nport = {port}\n{settings}\n"));
        let standby = self.start(data, port);
        standby.until(
            "the standby streams",
            "SELECT status FROM pg_stat_wal_receiver",
            "streaming",
        );
        of.until(
            "the primary sends",
            "SELECT state FROM pg_stat_replication WHERE pid IS NOT NULL AND state = 'streaming'",
            "streaming",
        );
        standby
    }

    fn start(&self, data: PathBuf, port: u16) -> Server<'_> {
        let mut server = Server { ground: self, data, port, process: None };
        server.restart();
        server
    }
}

fn free_port() -> u16 {
    let socket = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    socket.local_addr().expect("its address").port()
}

fn append(file: &Path, text: &str) {
    let before = fs::read_to_string(file).expect("the file can be read");
    fs::write(file, before + text).expect("the file can be written");
}

fn text(output: &Output) -> String {
    let of = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    format!("{} {}", of(&output.stdout), of(&output.stderr)).trim().to_owned()
}

/// A running server, stopped when it is dropped.
pub(crate) struct Server<'g> {
    ground: &'g Ground,
    data: PathBuf,
    pub(crate) port: u16,
    process: Option<Child>,
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Server<'_> {
    /// Starts it, and waits until it answers.
    pub(crate) fn restart(&mut self) {
        self.stop();
        let log = fs::File::create(self.ground.path().join(format!("{}.log", self.port)));
        let log = log.expect("a log");
        let mut command = self.ground.command("postgres");
        command.arg("-D").arg(&self.data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.process = Some(command.spawn().expect("the server starts"));
        self.until("the server answers", "SELECT 1", "1");
    }

    /// Stops it at once, as a crash would, and waits until it is gone.
    pub(crate) fn stop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        let data = self.data.to_str().unwrap_or_default();
        let asked =
            self.ground.command("pg_ctl").args(["stop", "-m", "immediate", "-D", data]).output();
        if !asked.is_ok_and(|o| o.status.success()) {
            let _ = process.kill();
        }
        let _ = process.wait();
    }

    fn try_sql(&self, sql: &str) -> Result<String, String> {
        let port = self.port.to_string();
        let host = self.ground.path().to_str().unwrap_or_default();
        let output = self
            .ground
            .command("psql")
            .args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", &port])
            .args(["-U", "postgres", "-d", "postgres", "-c", sql])
            .output()
            .map_err(|e| e.to_string())?;
        let said = text(&output);
        if output.status.success() { Ok(said) } else { Err(said) }
    }

    /// Runs SQL as the superuser.
    pub(crate) fn sql(&self, sql: &str) -> String {
        match self.try_sql(sql) {
            Ok(said) => said,
            Err(said) => panic!("{sql}: {said}"),
        }
    }

    /// Waits until SQL answers so.
    pub(crate) fn until(&self, what: &str, sql: &str, wanted: &str) {
        let start = Instant::now();
        let mut last = String::new();
        while start.elapsed() < PATIENCE {
            match self.try_sql(sql) {
                Ok(said) if said == wanted => return,
                Ok(said) | Err(said) => last = said,
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.ground.path().join(format!("{}.log", self.port)));
        panic!("{what}: never; last {last:?}\n{}", log.unwrap_or_default());
    }

    /// A connection string for the superuser, over TCP.
    pub(crate) fn dsn(&self) -> String {
        format!("host=127.0.0.1 port={} user=postgres dbname=postgres", self.port)
    }

    /// One for another role.
    pub(crate) fn dsn_of(&self, user: &str, password: &str) -> String {
        format!("postgresql://{user}:{password}@127.0.0.1:{}/postgres", self.port)
    }
}
