//! A commented configuration from what is found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::model::{Region, Resource};
use crate::sources::{self, Context, DigestKey};

/// Where to look.
#[derive(Clone, Debug, Default)]
pub struct InitRequest {
    /// States, directories or patterns; the whole directory when empty.
    pub locations: Vec<String>,
    /// The directory.
    pub directory: PathBuf,
    /// The key under which secrets are digested.
    pub digest_key: [u8; 32],
}

/// A file with the region in which most of its resources lie.
struct Found {
    path: String,
    region: Option<Region>,
    resources: usize,
}

/// Writes a configuration for the two regions that most resources lie in.
///
/// # Errors
///
/// Nothing that could be read was found.
pub fn init(request: &InitRequest) -> Result<String, Failure> {
    let context =
        Context::without_sides(request.directory.clone(), DigestKey::new(request.digest_key));
    let everywhere = vec![".".to_owned()];
    let locations = if request.locations.is_empty() { &everywhere } else { &request.locations };
    let mut found = Vec::new();
    let mut gaps = Vec::new();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for location in locations {
        let listing = sources::inspect(location, &context);
        gaps.extend(listing.gaps.iter().map(|g| format!("{}: {}", g.operation, g.detail)));
        for file in listing.files {
            let region = main_region(&file.resources);
            if let Some(region) = &region {
                let global = file.resources.iter().filter(|r| r.kind.as_str() == "aws_iam_role");
                let list = names.entry(region.to_string()).or_default();
                list.extend(global.filter_map(|r| r.name.as_ref().map(ToString::to_string)));
            }
            found.push(Found {
                path: file.file.path.to_string(),
                region,
                resources: file.resources.len(),
            });
        }
    }
    if found.is_empty() {
        return Err(if gaps.is_empty() {
            Failure::Usage("no Terraform state was found here; name one".to_owned())
        } else {
            Failure::Unreadable(gaps)
        });
    }
    let mut regions: BTreeMap<Region, usize> = BTreeMap::new();
    for file in &found {
        if let Some(region) = &file.region {
            *regions.entry(region.clone()).or_default() += file.resources;
        }
    }
    let mut ranked: Vec<(&Region, &usize)> = regions.iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let primary = ranked.first().map(|(r, _)| r.to_string());
    let dr = ranked.get(1).map(|(r, _)| r.to_string());
    Ok(written(&request.directory, &found, primary.as_deref(), dr.as_deref(), &names))
}

fn main_region(resources: &[std::sync::Arc<Resource>]) -> Option<Region> {
    let mut counts: BTreeMap<&Region, usize> = BTreeMap::new();
    for region in resources.iter().filter_map(|r| r.site.region.as_ref()) {
        *counts.entry(region).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(r, _)| r.clone())
}

fn written(
    directory: &Path,
    found: &[Found],
    primary: Option<&str>,
    dr: Option<&str>,
    names: &BTreeMap<String, Vec<String>>,
) -> String {
    let app = directory.file_name().and_then(|n| n.to_str()).unwrap_or("app");
    let states = |region: Option<&str>| -> String {
        let own = found.iter().filter(|f| f.region.as_ref().map(Region::as_str) == region);
        own.map(|f| format!("      {},\n", quoted(&f.path))).collect()
    };
    let suffix = suffix(names, primary, dr);
    let mut out = format!(
        "# What passmuster is to compare. `passmuster audit` reads this file.\n\
         app {} {{\n  \
         # How the DR side is kept: pilot-light, warm-standby or hot-standby. Each brings what it\n  \
         # expects to differ.\n  \
         strategy = \"warm-standby\"\n\n  \
         objectives {{\n    rto = \"1h\"\n    rpo = \"5m\"\n  }}\n",
        quoted(app)
    );
    for (name, region, placeholder) in [("primary", primary, "us-east-1"), ("dr", dr, "us-west-2")]
    {
        let known = region.unwrap_or(placeholder);
        let note = if region.is_some() { "" } else { " # nothing was found: say where" };
        out.push_str(&format!("\n  {name} {{\n    region = {}{note}\n", quoted(known)));
        if name == "dr" {
            out.push_str(&match &suffix {
                Some(suffix) => format!(
                    "    # Seen at the end of global names.\n    name_suffix = {}\n",
                    quoted(suffix)
                ),
                None => "    # name_suffix = \"-dr\" # at the end of names that must be unique\n"
                    .to_owned(),
            });
        }
        let list = if region.is_some() { states(region) } else { String::new() };
        out.push_str(&format!("    state = [\n{list}    ]\n  }}\n"));
    }
    let elsewhere: Vec<&Found> = found
        .iter()
        .filter(|f| {
            let own = f.region.as_ref().map(Region::as_str);
            own.is_none() || (own != primary && own != dr)
        })
        .collect();
    if !elsewhere.is_empty() {
        out.push_str("\n  # Found, and of no side:\n");
        for file in elsewhere {
            let region = file.region.as_ref().map_or("no region", Region::as_str);
            out.push_str(&format!("  #   {} ({region})\n", quoted(&file.path)));
        }
    }
    out.push_str(
        "\n  # Networks that no VPC may overlap.\n  \
         # networks = { on_prem = \"172.16.0.0/12\" }\n\n  \
         # A difference that is meant, with its value:\n  \
         # expect \"aws_ecs_service\" \"desired_count\" {\n  \
         #   dr     = 1\n  #   reason = \"scaled up by the failover\"\n  # }\n\n  \
         # A finding that is accepted for a time:\n  \
         # waive \"route53-ttl-too-long\" {\n  \
         #   subject = \"aws_route53_record.legacy\"\n  #   reason  = \"moves with the next release\"\n  \
         #   owner   = \"team\"\n  #   until   = \"2027-01-31\"\n  # }\n}\n",
    );
    out
}

/// A text as HCL writes it: templates and control characters are escaped.
fn quoted(text: &str) -> String {
    // What HCL has no escape for (a bell, an escape) has no place in a configuration.
    let plain: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    hcl::format::to_string(&hcl::Expression::String(plain)).unwrap_or_else(|_| "\"\"".to_owned())
}

/// What every DR role name has at its end beyond the primary's.
fn suffix(
    names: &BTreeMap<String, Vec<String>>,
    primary: Option<&str>,
    dr: Option<&str>,
) -> Option<String> {
    let (primary, dr) = (names.get(primary?)?, names.get(dr?)?);
    let mut found: Option<&str> = None;
    for name in dr {
        let longest = primary
            .iter()
            .filter(|p| name.len() > p.len())
            .find_map(|p| name.strip_prefix(p.as_str()))?;
        if found.is_some_and(|f| f != longest) {
            return None;
        }
        found = Some(longest);
    }
    found.filter(|f| f.starts_with(['-', '_'])).map(str::to_owned)
}
