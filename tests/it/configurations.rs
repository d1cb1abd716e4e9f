//! Configurations that are hard to read: what must be read all the same, and what is a gap.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use passmuster::model::{
    Gap, Region, RegionEvidence, Resource, Side, Site, Text, Value, is_managed_kind,
};
use passmuster::sources::terraform::{Configured, Disk, Root, read};
use passmuster::sources::{Context, DigestKey};
use tempfile::TempDir;

fn project(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn root(dir: &str) -> Root {
    Root {
        dir: dir.to_owned(),
        workspace: Text::from("default"),
        sides: BTreeSet::from([Side::Primary]),
        ..Root::default()
    }
}

fn evaluated(files: &[(&str, &str)], roots: &[Root]) -> Configured {
    let dir = project(files);
    let disk = Disk::new(dir.path()).unwrap();
    let key = DigestKey::new([3; 32]);
    read(&disk, roots, &Context::without_sides(dir.path().to_path_buf(), key))
}

fn resource<'c>(configured: &'c Configured, address: &str) -> &'c Resource {
    let found = configured.snapshot.resources.iter().find(|r| r.address.as_str() == address);
    found.unwrap_or_else(|| panic!("there is no {address}"))
}

fn text<'c>(configured: &'c Configured, address: &str, attribute: &str) -> &'c str {
    let value = resource(configured, address).attribute(attribute).unwrap();
    value.as_str().unwrap_or_else(|| panic!("{address}.{attribute} is {value:?}"))
}

fn gaps(configured: &Configured) -> Vec<&Gap> {
    configured.snapshot.coverage.gaps().iter().collect()
}

#[test]
fn variables_come_from_everywhere_in_their_order() {
    let files = [
        (
            "main.tf",
            "variable \"a\" {}\nvariable \"b\" {}\nvariable \"c\" {}\nvariable \"d\" {\n type = list(string)\n}\nresource \"aws_sqs_queue\" \"q\" {\n  name = \"${var.a}-${var.b}-${var.c}-${var.d[0]}\"\n}\n",
        ),
        ("terraform.tfvars", "a = \"file\"\nb = \"file\"\nc = \"file\"\n"),
        ("extra.tfvars", "b = \"extra\"\nc = \"extra\"\n"),
    ];
    let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
    let wanted = Root {
        var_files: vec!["extra.tfvars".to_owned()],
        variables: vec![pair("c", "given")],
        environment: vec![pair("a", "environment"), pair("d", "[\"listed\"]"), pair("other", "x")],
        ..root("")
    };
    let configured = evaluated(&files, &[wanted]);
    assert_eq!(text(&configured, "aws_sqs_queue.q", "name"), "file-extra-given-listed");
    assert_eq!(gaps(&configured), Vec::<&Gap>::new());
}

#[test]
fn downloaded_modules_and_opentofu_files_are_read() {
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"net","Source":"registry.terraform.io/x/net/aws","Version":"1.0.0","Dir":".terraform/modules/net"},{"Key":"net.inner","Source":"git::x","Dir":".terraform/modules/net.inner/sub"}]}"#;
    let files = [
        (
            "main.tf",
            "module \"net\" {\n  source  = \"x/net/aws\"\n  version = \"1.0.0\"\n  name    = \"n\"\n}\nresource \"aws_sqs_queue\" \"old\" {\n  name = \"terraform\"\n}\n",
        ),
        (
            "main.tofu",
            "module \"net\" {\n  source  = \"x/net/aws\"\n  version = \"1.0.0\"\n  name    = \"tofu\"\n}\n",
        ),
        (".terraform/modules/modules.json", manifest),
        (
            ".terraform/modules/net/main.tf",
            "variable \"name\" {}\nmodule \"inner\" {\n  source = \"git::x\"\n  name = \"${var.name}-inner\"\n}\n",
        ),
        (
            ".terraform/modules/net.inner/sub/main.tf",
            "variable \"name\" {}\nresource \"aws_sqs_queue\" \"q\" {\n  name = var.name\n}\n",
        ),
    ];
    let configured = evaluated(&files, &[root("")]);
    let address = "module.net.module.inner.aws_sqs_queue.q";
    assert_eq!(text(&configured, address, "name"), "tofu-inner");
    assert!(
        configured.snapshot.resources.iter().all(|r| r.address.as_str() != "aws_sqs_queue.old")
    );
    assert_eq!(gaps(&configured), Vec::<&Gap>::new());
}

#[test]
fn a_resource_may_name_its_own_region() {
    let files = [(
        "main.tf",
        "provider \"aws\" {\n  region = \"us-east-1\"\n}\nresource \"aws_sqs_queue\" \"here\" {\n  name = \"a\"\n}\nresource \"aws_sqs_queue\" \"there\" {\n  region = \"us-west-2\"\n  name   = \"a\"\n}\nresource \"aws_vpc_endpoint\" \"e\" {\n  service_name = \"com.amazonaws.us-west-2.s3\"\n  vpc_id = \"v\"\n}\n",
    )];
    let configured = evaluated(&files, &[root("")]);
    let region = |address: &str| {
        let resource = resource(&configured, address);
        let name = resource.site.region.as_ref().map(ToString::to_string).unwrap_or_default();
        (name, resource.region_evidence)
    };
    let alias = RegionEvidence::ProviderAlias;
    assert_eq!(region("aws_sqs_queue.here"), ("us-east-1".to_owned(), alias));
    assert_eq!(region("aws_sqs_queue.there"), ("us-west-2".to_owned(), RegionEvidence::Attribute));
    // A wrong region in an endpoint does not move the resource.
    assert_eq!(region("aws_vpc_endpoint.e"), ("us-east-1".to_owned(), alias));
}

#[test]
fn what_cannot_be_known_is_a_gap_with_its_place() {
    let files = [
        (
            "main.tf",
            "variable \"zones\" {}\nresource \"aws_subnet\" \"s\" {\n  for_each   = toset(var.zones)\n  vpc_id     = \"v\"\n  cidr_block = \"10.0.0.0/24\"\n}\nmodule \"gone\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n}\nmodule \"local\" {\n  source = \"../nowhere\"\n}\nlocals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\nresource \"aws_sqs_queue\" \"q\" {\n  name = local.a\n}\noutput \"o\" {\n  value = module.gone.vpc_id\n}\n",
        ),
        ("broken.tf", "resource \"aws_sqs_queue\" \"x\" {\n  name = = 1\n}\n"),
    ];
    let configured = evaluated(&files, &[root("")]);
    let found: Vec<String> =
        gaps(&configured).iter().map(|g| format!("{} {}", g.operation, g.detail)).collect();
    let one = |words: &[&str]| {
        let hits = found.iter().filter(|f| words.iter().all(|w| f.contains(w))).count();
        assert_eq!(hits, 1, "{words:?} in {found:#?}");
    };
    one(&["main.tf:3:16", "for_each of aws_subnet.s", "var.zones", "pass it in a variable file"]);
    one(&["main.tf:8:12", "module.gone", "terraform init"]);
    one(&["main.tf:11:12", "module.local"]);
    one(&["broken.tf:2:"]);
    one(&["local.a → local.b → local.c → local.a"]);
    assert_eq!(found.len(), 5, "{found:#?}");
    let name = resource(&configured, "aws_sqs_queue.q").attribute("name").unwrap();
    assert!(name.as_unknown().is_some(), "{name:?}");
}

#[test]
fn no_configuration_makes_the_reader_hang_or_panic() {
    let deep = format!("locals {{\n  a = {}1{}\n}}\n", "[".repeat(400), "]".repeat(400));
    let chain: String = (0..5_000).fold(String::from("locals {\n  l0 = 1\n"), |text, n| {
        format!("{text}  l{} = local.l{n}\n", n + 1)
    }) + "}\nresource \"aws_sqs_queue\" \"q\" {\n  name = local.l5000\n}\n";
    let wide = "resource \"aws_sqs_queue\" \"q\" {\n  count = 1000000000\n  name = \"a\"\n}\n";
    let powers = (0..40).fold(String::from("locals {\n  p0 = \"xxxxxxxx\"\n"), |text, n| {
        format!("{text}  p{} = \"${{local.p{n}}}${{local.p{n}}}\"\n", n + 1)
    }) + "}\nresource \"aws_sqs_queue\" \"q\" {\n  name = local.p40\n}\n";
    let selfish = "module \"m\" {\n  source = \"./\"\n}\n";
    let fan = "module \"m\" {\n  source = \"./a\"\n  count = 300\n}\n";
    let template = "resource \"aws_sqs_queue\" \"q\" {\n  name = templatefile(\"t\", {})\n}\n";
    let outside = "resource \"aws_sqs_queue\" \"q\" {\n  name = file(\"/etc/passwd\")\n}\nresource \"aws_sqs_queue\" \"r\" {\n  name = file(\"../../../../etc/passwd\")\n}\n";
    for text in [deep.as_str(), &chain, wide, &powers, selfish, fan, template, outside, "\u{0}", ""]
    {
        let next = "module \"m\" {\n  source = \"../b\"\n  count = 300\n}\n";
        let last = "resource \"aws_sqs_queue\" \"q\" {\n  name = \"a\"\n}\n";
        let files = [
            ("main.tf", text),
            ("a/main.tf", next),
            ("b/main.tf", last),
            ("t", "${templatefile(\"t\", {})}"),
        ];
        let configured = evaluated(&files, &[root("")]);
        for resource in &configured.snapshot.resources {
            let name = resource.attribute("name").and_then(Value::as_str).unwrap_or_default();
            assert!(!name.contains("root:"), "a file outside was read");
        }
    }
}

#[test]
fn secrets_of_a_configuration_are_digested() {
    const SECRET: &str = "hunter2-planted";
    let main = format!(
        "variable \"password\" {{\n  sensitive = true\n}}\nvariable \"plain\" {{}}\nlocals {{\n  url = \"postgres://app:${{var.password}}@db/x\"\n  both = {{ secret = var.password, open = \"visible\" }}\n}}\nresource \"aws_ssm_parameter\" \"p\" {{\n  name = \"n\"\n  type = \"String\"\n  value = local.url\n}}\nresource \"aws_sqs_queue\" \"q\" {{\n  name = local.both.open\n  tags = {{ a = local.both.secret, API_KEY = \"{SECRET}\" }}\n}}\nresource \"aws_db_instance\" \"d\" {{\n  password = var.plain\n  instance_class = \"x\"\n  identifier = nonsensitive(var.password)\n}}\nresource \"aws_ecs_task_definition\" \"t\" {{\n  family = \"f\"\n  container_definitions = jsonencode([{{ name = \"a\", environment = [{{ name = \"DB_PASSWORD\", value = var.plain }}, {{ name = \"ARN\", value = aws_sqs_queue.q.arn }}] }}])\n}}\n"
    );
    let tfvars = format!("password = \"{SECRET}\"\nplain = \"{SECRET}\"\n");
    let files = [("main.tf", main.as_str()), ("terraform.tfvars", tfvars.as_str())];
    let configured = evaluated(&files, &[root("")]);
    let mut resources = configured.snapshot.resources.clone();
    // What the author calls no secret is none.
    resources.retain(|r| r.address.as_str() != "aws_db_instance.d");
    assert!(!format!("{resources:?}").contains(SECRET), "{resources:?}");
    let database = resource(&configured, "aws_db_instance.d");
    assert!(matches!(database.attribute("password"), Some(Value::Sensitive(_))));
    assert_eq!(text(&configured, "aws_sqs_queue.q", "name"), "visible");
    assert!(!format!("{:?}", configured.snapshot.coverage).contains(SECRET));
}

/// How many managed resources each side has.
fn sides(files: &[(&str, &str)], roots: &[Root]) -> (usize, usize) {
    let dir = project(files);
    let disk = Disk::new(dir.path()).unwrap();
    let site = |side, region| Site { side, region: Region::parse(region), account: None };
    let context = Context {
        primary: site(Side::Primary, "us-east-1"),
        dr: site(Side::Dr, "us-west-2"),
        base: dir.path().to_path_buf(),
        digest_key: DigestKey::new([3; 32]),
    };
    let snapshot = read(&disk, roots, &context).snapshot;
    assert_eq!(snapshot.coverage.gaps(), []);
    let count = |side| {
        let own = |r: &&Arc<Resource>| r.side() == side && is_managed_kind(&r.kind);
        snapshot.resources.iter().filter(own).count()
    };
    (count(Side::Primary), count(Side::Dr))
}

#[test]
fn every_layout_of_regions_resolves() {
    let stack = "variable \"region\" {\n  type = string\n}\nprovider \"aws\" {\n  region = var.region\n}\nresource \"aws_sqs_queue\" \"q\" {\n  name = var.region\n}\n";
    let on = |dir: &str, side| Root { sides: BTreeSet::from([side]), ..root(dir) };
    let both = |dir: &str| Root { sides: BTreeSet::from([Side::Primary, Side::Dr]), ..root(dir) };
    let pair = [on("a", Side::Primary), on("b", Side::Dr)];
    // A directory for each region with its values beside it.
    let files = [
        ("a/main.tf", stack),
        ("b/main.tf", stack),
        ("a/terraform.tfvars", "region = \"us-east-1\"\n"),
        ("b/terraform.tfvars", "region = \"us-west-2\"\n"),
    ];
    assert_eq!(sides(&files, &pair), (1, 1));
    // The same with values in defaults.
    let with = |region: &str| stack.replace("type = string", &format!("default = \"{region}\""));
    let (east, west) = (with("us-east-1"), with("us-west-2"));
    assert_eq!(sides(&[("a/main.tf", &east), ("b/main.tf", &west)], &pair), (1, 1));
    // One directory with aliases, handed on to modules.
    let aliases = "provider \"aws\" {\n  region = \"us-east-1\"\n}\nprovider \"aws\" {\n  alias  = \"disaster-recovery\"\n  region = \"us-west-2\"\n}\nmodule \"here\" {\n  source = \"./m\"\n}\nmodule \"there\" {\n  source = \"./m\"\n  providers = {\n    aws = aws.disaster-recovery\n  }\n}\nresource \"aws_sqs_queue\" \"dr\" {\n  provider = aws.disaster-recovery\n  name     = \"x\"\n}\n";
    let module = "resource \"aws_sqs_queue\" \"q\" {\n  name = \"m\"\n}\n";
    assert_eq!(sides(&[("main.tf", aliases), ("m/main.tf", module)], &[both("")]), (1, 2));
    // One provider, and regions at the resources.
    let regions = "provider \"aws\" {\n  region = \"us-east-1\"\n}\nresource \"aws_sqs_queue\" \"q\" {\n  for_each = toset([\"us-east-1\", \"us-west-2\"])\n  region   = each.key\n  name     = \"q\"\n}\n";
    assert_eq!(sides(&[("main.tf", regions)], &[both("")]), (1, 1));
    // Small stacks that are joined by their states, with values for each region.
    let network = "terraform {\n  backend \"s3\" {}\n}\nvariable \"region\" {}\nprovider \"aws\" {\n  region = var.region\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\noutput \"names\" {\n  value = [\"a\", \"b\"]\n}\n";
    let service = "variable \"region\" {}\nprovider \"aws\" {\n  region = var.region\n}\ndata \"terraform_remote_state\" \"network\" {\n  backend = \"s3\"\n  config = {\n    bucket = \"state-${var.region}\"\n    key    = \"network\"\n    region = var.region\n  }\n}\nresource \"aws_sqs_queue\" \"q\" {\n  for_each = toset(data.terraform_remote_state.network.outputs.names)\n  name     = each.key\n}\n";
    let files = [
        ("network/main.tf", network),
        ("service/main.tf", service),
        ("values/us-east-1.tfvars", "region = \"us-east-1\"\n"),
        ("values/us-west-2.tfvars", "region = \"us-west-2\"\n"),
    ];
    let layer = |dir: &str, side, region: &str| Root {
        var_files: vec![format!("values/{region}.tfvars")],
        backend: vec![
            (Text::from("bucket"), Value::text(format!("state-{region}"))),
            (Text::from("key"), Value::from("network")),
        ],
        ..on(dir, side)
    };
    let roots = [
        layer("network", Side::Primary, "us-east-1"),
        layer("network", Side::Dr, "us-west-2"),
        layer("service", Side::Primary, "us-east-1"),
        layer("service", Side::Dr, "us-west-2"),
    ];
    assert_eq!(sides(&files, &roots), (3, 3));
}
