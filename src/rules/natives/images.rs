//! Container images.

use std::sync::Arc;

use super::{list, object, pair_at, resource_at};
use crate::lang::unknown_of;
use crate::model::{Region, Resource, Side, Text, Unknown, Value};
use crate::rules::world::World;

/// An image reference taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
struct Image<'a> {
    registry: &'a str,
    repository: &'a str,
    tag: &'a str,
    digest: &'a str,
}

impl<'a> Image<'a> {
    /// `[registry/]repository[:tag][@digest]`; without registry it is Docker Hub's.
    fn parse(text: &'a str) -> Self {
        let (rest, digest) = text.split_once('@').unwrap_or((text, ""));
        let (registry, rest) = match rest.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
            _ => ("docker.io", rest),
        };
        let (repository, tag) = rest.rsplit_once(':').unwrap_or((rest, ""));
        Self { registry, repository, tag, digest }
    }

    /// Account and region of an ECR registry: `123456789012.dkr.ecr.us-east-1.amazonaws.com`, or
    /// `123456789012.dkr-ecr.us-east-1.on.aws` where it answers over IPv6 too.
    fn ecr(&self) -> Option<(&'a str, Region)> {
        // The account may be a symbol with dots in it.
        let (account, rest) =
            self.registry.split_once(".dkr.").or_else(|| self.registry.split_once(".dkr-"))?;
        let mut parts = rest.split('.');
        if !parts.next()?.starts_with("ecr") {
            return None;
        }
        Region::parse(parts.next()?).map(|r| (account, r))
    }
}

/// `image(text)`: `{ registry, repository, tag, digest, account, region }`; what is not said is
/// null.
pub(super) fn image(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = match arguments.first() {
        Some(Value::String(text)) => text,
        Some(other) => {
            return match unknown_of(other) {
                Some(why) => Ok(Value::Unknown(why)),
                None => Err(format!("an image is a string, but this is {}", other.type_word())),
            };
        }
        None => return Err("an image is required".to_owned()),
    };
    let image = Image::parse(text);
    let said = |s: &str| if s.is_empty() { Value::Null } else { Value::text(s) };
    let ecr = image.ecr();
    Ok(object([
        ("registry", said(image.registry)),
        ("repository", said(image.repository)),
        ("tag", said(image.tag)),
        ("digest", said(image.digest)),
        ("account", ecr.as_ref().map_or(Value::Null, |(a, _)| Value::text(a))),
        ("region", ecr.map_or(Value::Null, |(_, r)| Value::String(r.text().clone()))),
    ]))
}

/// A container with the path of its image, and the image or why it is not known.
struct Container {
    name: String,
    path: String,
    image: Result<Text, String>,
}

fn containers(world: &World<'_>, resource: &Resource) -> Result<Vec<Container>, Arc<Unknown>> {
    let function = resource.kind.as_str() == "aws_lambda_function";
    let attribute = if function { "image_uri" } else { "container_definitions" };
    let value = match resource.attribute(attribute) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(value) => value,
    };
    let text = match unknown_of(value) {
        // What is known around a reference to a repository says the tag all the same.
        Some(why) => world.comparison.context().concrete(resource.side(), &why).ok_or(why)?,
        None => value.as_str().map(Text::from).unwrap_or_default(),
    };
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if function {
        let image = Ok(text);
        let name = resource.name.as_ref().unwrap_or_else(|| resource.address.text()).to_string();
        return Ok(vec![Container { name, path: attribute.to_owned(), image }]);
    }
    let unreadable = |why: &str| {
        Arc::new(Unknown::new(crate::model::Reason::Unreadable, format!("{attribute}: {why}")))
    };
    let parsed: serde_json::Value =
        serde_json::from_str(&text).map_err(|_| unreadable("it is not JSON"))?;
    let Some(items) = parsed.as_array() else { return Err(unreadable("it is not a list")) };
    let single = items.len() == 1;
    Ok(items
        .iter()
        .map(|item| {
            let name = item.get("name").and_then(serde_json::Value::as_str).unwrap_or_default();
            let image = item.get("image").and_then(serde_json::Value::as_str);
            // A single member reads like an object: no key in the path.
            let path = if single {
                format!("{attribute}.image")
            } else {
                format!("{attribute}[{name:?}].image")
            };
            Container {
                name: name.to_owned(),
                path,
                image: image.map(Text::from).ok_or_else(|| "it names no image".to_owned()),
            }
        })
        .collect())
}

/// `containers(resource)`: the containers of a task definition, or the image of a function, as
/// `{ name, path, image }`.
pub(super) fn containers_of(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    Ok(match containers(world, &resource) {
        Err(why) => Value::Unknown(why),
        Ok(found) => list(
            found
                .into_iter()
                .filter_map(|c| {
                    let image = c.image.ok()?;
                    Some(object([
                        ("name", Value::text(c.name)),
                        ("path", Value::text(c.path)),
                        ("image", Value::String(image)),
                    ]))
                })
                .collect(),
            None,
        ),
    })
}

/// `image_mismatches(pair)`: containers that run another image on each side, as
/// `{ container, path, primary, dr, undecided }`. The digest decides where both say it, then the
/// tag; `latest` and no tag at all may be anything.
pub(super) fn mismatches(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (primary, dr) = pair_at(arguments)?;
    let (left, right) = match (containers(world, &primary), containers(world, &dr)) {
        (Ok(left), Ok(right)) => (left, right),
        (Err(why), _) | (_, Err(why)) => return Ok(Value::Unknown(why)),
    };
    let mut found = Vec::new();
    let function = primary.kind.as_str() == "aws_lambda_function";
    for (at, container) in left.iter().enumerate() {
        let other =
            if function { right.get(at) } else { right.iter().find(|c| c.name == container.name) };
        let Some(other) = other else { continue };
        let (Ok(a), Ok(b)) = (&container.image, &other.image) else { continue };
        let undecided = match judge(world, a, b) {
            Match::Same => continue,
            Match::Different => Value::Null,
            Match::Undecided(why) => Value::text(why),
        };
        found.push(object([
            ("container", Value::text(&container.name)),
            ("path", Value::text(&container.path)),
            ("primary", Value::String(a.clone())),
            ("dr", Value::String(b.clone())),
            ("undecided", undecided),
        ]));
    }
    Ok(list(found, None))
}

enum Match {
    Same,
    Different,
    Undecided(String),
}

fn judge(world: &World<'_>, a: &str, b: &str) -> Match {
    let (x, y) = (Image::parse(a), Image::parse(b));
    let context = world.comparison.context();
    let folded = |image: &Image<'_>, side| context.folded_name(image.repository, side);
    let (left, right) = (folded(&x, Side::Primary), folded(&y, Side::Dr));
    // A repository that only a reference names may be the one that the other side spells out.
    let symbol = |name: &str| name.starts_with('<');
    let told = symbol(&left) == symbol(&right);
    if left != right && told {
        return Match::Different;
    }
    if !told {
        let same = x.digest == y.digest && x.tag == y.tag;
        let why = "one side names its repository by a reference, the other spells it out";
        return if same { Match::Undecided(why.to_owned()) } else { Match::Different };
    }
    if !x.digest.is_empty() && !y.digest.is_empty() {
        return if x.digest == y.digest { Match::Same } else { Match::Different };
    }
    let moving = |image: &Image<'_>| image.digest.is_empty() && matches!(image.tag, "" | "latest");
    if moving(&x) || moving(&y) {
        return Match::Undecided(
            "the tag latest may stand for another image in each registry".to_owned(),
        );
    }
    match (x.tag, y.tag) {
        (a, b) if !a.is_empty() && a == b => Match::Same,
        (a, b) if !a.is_empty() && !b.is_empty() => Match::Different,
        _ => Match::Undecided("one side is pinned by digest, the other by tag".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let image =
            Image::parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/api:1.4@sha256:ab");
        assert_eq!((image.repository, image.tag, image.digest), ("shop/api", "1.4", "sha256:ab"));
        assert_eq!(image.ecr().map(|(_, r)| r.to_string()), Some("us-east-1".to_owned()));
        let dual = Image::parse("123456789012.dkr-ecr.us-west-2.on.aws/shop/api:1.4");
        assert_eq!(
            dual.ecr().map(|(a, r)| format!("{a} {r}")),
            Some("123456789012 us-west-2".to_owned())
        );
        assert_eq!(Image::parse("nginx").registry, "docker.io");
        assert_eq!(Image::parse("localhost:5000/x").tag, "");
        assert_eq!(Image::parse("library/nginx:1").repository, "library/nginx");
    }
}
