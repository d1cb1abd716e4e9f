//! The image, as far as it can be told without building it.

use std::fs;

use parse_dockerfile::{Command, Instruction, Span};

use super::root;

fn words(command: &Command) -> Span {
    match command {
        Command::Exec(list) => list.span.clone(),
        Command::Shell(line) => line.span.clone(),
        _ => panic!("neither a list nor a line"),
    }
}

#[test]
fn both_images_run_passmuster_as_nobody_with_what_the_build_made() {
    let text = fs::read_to_string(root().join("Dockerfile")).unwrap();
    let file = parse_dockerfile::parse(&text).unwrap();
    let stages: Vec<_> = file.stages().collect();
    let name = |at: usize| stages[at].from.as_.as_ref().map(|(_, n)| n.value.to_string());
    let names: Vec<Option<String>> = (0..stages.len()).map(name).collect();
    let expected = ["build", "shell", "passmuster"].map(|n| Some(n.to_owned()));
    assert_eq!(names, expected);

    // The builder is the toolchain that Cargo.toml asks for, on the release of the final image.
    let builder = stages[0].from.image.value.to_string();
    let wanted = env!("CARGO_PKG_RUST_VERSION");
    assert_eq!(builder, format!("rust:{wanted}-slim-bookworm"));
    let built = stages[0].instructions.iter().any(|i| match i {
        Instruction::Run(run) => {
            text[words(&run.arguments)].contains("cargo build --release --locked")
        }
        _ => false,
    });
    assert!(built, "nothing is built with the lock file");

    assert_eq!(text.matches("\nVOLUME [\"/data\"]\n").count(), 2);
    for stage in &stages[1..] {
        let image = stage.from.image.value.to_string();
        assert!(image.contains("distroless/cc-debian12"), "{image}");
        let mut user = None;
        let mut entry = None;
        let mut labels = String::new();
        for instruction in stage.instructions {
            match instruction {
                Instruction::User(u) => user = Some(text[u.arguments.span.clone()].to_owned()),
                Instruction::Entrypoint(e) => entry = Some(text[words(&e.arguments)].to_owned()),
                Instruction::Label(l) => labels = text[l.arguments.span.clone()].to_owned(),
                Instruction::Run(_) => panic!("the final image has nothing that could run it"),
                _ => {}
            }
        }
        assert_eq!(user.as_deref().map(str::trim), Some("65532:65532"));
        assert_eq!(entry.as_deref(), Some("[\"/usr/bin/passmuster\"]"));
        let version = format!("org.opencontainers.image.version=\"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(labels.contains(&version), "{labels}");
    }
}

#[test]
fn the_build_is_given_all_that_cargo_reads_and_nothing_else() {
    let text = fs::read_to_string(root().join(".dockerignore")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
    assert_eq!(lines[0], "*");
    let given: Vec<&str> = lines[1..].iter().map(|l| l.strip_prefix('!').unwrap()).collect();
    for name in &given {
        assert!(root().join(name).exists(), "there is no {name}");
    }
    for name in ["Cargo.toml", "Cargo.lock", "build.rs", "src", "rules"] {
        assert!(given.contains(&name), "{name} is not given");
    }
    // Every target that Cargo.toml names must be there, or Cargo refuses the whole package.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for line in manifest.lines().filter_map(|l| l.strip_prefix("path = \"")) {
        let top = line.split('/').next().unwrap();
        assert!(given.contains(&top), "{line} is not given");
    }
}
