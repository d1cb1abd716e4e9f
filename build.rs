//! Lists the built-in rules, so that adding a file in `rules/` is all it takes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut list = String::from("&[\n");
    for area in sorted(&root)? {
        println!("cargo::rerun-if-changed={}", area.display());
        if !area.is_dir() {
            continue;
        }
        for file in sorted(&area)? {
            let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let Some(slug) = name.strip_suffix(".hcl").filter(|s| !s.ends_with(".test")) else {
                continue;
            };
            let tests = area.join(format!("{slug}.test.hcl"));
            let tests = if tests.exists() {
                format!("include_str!({:?})", tests.display().to_string())
            } else {
                "\"\"".to_owned()
            };
            let area = area.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let text = file.display().to_string();
            let _ = writeln!(list, "({area:?}, {slug:?}, include_str!({text:?}), {tests}),");
        }
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("builtin_rules.rs");
    fs::write(out, list)
}

fn sorted(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(dir)?.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}
