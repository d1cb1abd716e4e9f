#!/usr/bin/env python3
"""Writes defaults.txt: what the AWS provider sets where a configuration leaves something out.

    python3 defaults.py aws.txt > defaults.txt

The schema that the provider publishes does not tell its defaults, so a real plan is asked: each
type is planned with required arguments that are unknown, alone and with each of its optional
blocks, and whatever the plan knows nevertheless is a default. One line each: type, dotted path,
value as JSON; `unknown` for a block that the provider fills in when it is left out. Needs
terraform with the provider; asks no AWS account.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HEAD = """
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}
resource "terraform_data" "u" {
  input = timestamp()
}
"""


# What the provider insists on beyond its schema, and attributes that are written as blocks.
HINTS = {
    "aws_lb_target_group": 'port = 80\nprotocol = "HTTP"\nvpc_id = terraform_data.u.output',
    "aws_alb_target_group": 'port = 80\nprotocol = "HTTP"\nvpc_id = terraform_data.u.output',
    "aws_security_group": "ingress {\nfrom_port = 1\nto_port = 1\nprotocol = \"tcp\"\ncidr_blocks = [\"10.0.0.0/8\"]\n}\n"
                          "egress {\nfrom_port = 1\nto_port = 1\nprotocol = \"tcp\"\ncidr_blocks = [\"10.0.0.0/8\"]\n}",
    "aws_dynamodb_table": 'billing_mode = "PAY_PER_REQUEST"\nhash_key = "k"\nattribute {\nname = "k"\ntype = "S"\n}',
    "aws_route": 'destination_cidr_block = "10.0.0.0/8"\ngateway_id = terraform_data.u.output',
    "aws_vpc_security_group_ingress_rule": 'cidr_ipv4 = "10.0.0.0/8"',
    "aws_vpc_security_group_egress_rule": 'cidr_ipv4 = "10.0.0.0/8"',
    "aws_security_group_rule": 'cidr_blocks = ["10.0.0.0/8"]',
    "aws_network_acl_rule": 'cidr_block = "10.0.0.0/8"',
    "aws_lambda_function": 'filename = terraform_data.u.output\nhandler = "h"\nruntime = "python3.12"',
    "aws_instance": 'ami = terraform_data.u.output\ninstance_type = "t3.micro"',
    "aws_vpc_dhcp_options": 'domain_name = terraform_data.u.output',
    "aws_route_table": "route {\ncidr_block = \"10.0.0.0/8\"\ngateway_id = terraform_data.u.output\n}",
}


# Too deep to be planned with all that is around it; the resource's page tells it.
KNOWN = {("aws_wafv2_web_acl", "rule.statement.rate_based_statement.evaluation_window_sec"): {"300"}}


def run(directory, *arguments):
    return subprocess.run(["terraform", *arguments], cwd=directory, capture_output=True, text=True)


def unknown(kind):
    """An expression of a type whose value only applying tells."""
    if isinstance(kind, list) and kind[0] in ("list", "set"):
        return f"[{unknown(kind[1])}]"
    if isinstance(kind, list) and kind[0] == "map":
        return f"{{ a = {unknown(kind[1])} }}"
    return "terraform_data.u.output"


def body(block, optional, depth):
    lines = []
    for name, attribute in sorted(block.get("attributes", {}).items()):
        if attribute.get("required"):
            lines.append(f"{name} = {unknown(attribute['type'])}")
    for name, inner in sorted(block.get("block_types", {}).items()):
        if name == "timeouts":
            continue
        if inner.get("min_items") or optional is True or name == optional:
            if depth > 0:
                lines.append(f"{name} {{")
                lines += body(inner["block"], True if name == optional else optional is True, depth - 1)
                lines.append("}")
    return lines


def given(block, optional, depth, path=""):
    """The paths that the configuration of `body` sets."""
    found = {path + n for n, a in block.get("attributes", {}).items() if a.get("required")}
    for name, inner in block.get("block_types", {}).items():
        found |= given(inner["block"], True, depth - 1, f"{path}{name}.") if depth > 0 else set()
    return found


def computed(block, path=""):
    """The paths that the provider may fill in."""
    found = {path + n for n, a in block.get("attributes", {}).items() if a.get("computed")}
    for name, inner in block.get("block_types", {}).items():
        found |= computed(inner["block"], f"{path}{name}.")
    return found


def leaves(value, unknown, path=""):
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            below = unknown.get(name, False) if isinstance(unknown, dict) else unknown
            yield from leaves(inner, below, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        for at, inner in enumerate(value):
            below = unknown[at] if isinstance(unknown, list) and at < len(unknown) else False
            yield from leaves(inner, below, path)
    elif unknown is not True:
        yield path, value


def main():
    names = [p.split("\n", 1)[0] for p in pathlib.Path(sys.argv[1]).read_text().split("\n\n") if p.strip()]
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        (directory / "main.tf").write_text(HEAD)
        done = run(directory, "init", "-no-color")
        if done.returncode:
            sys.exit(done.stderr)
        schemas = json.loads(run(directory, "providers", "schema", "-json").stdout)
        schemas = schemas["provider_schemas"]["registry.terraform.io/hashicorp/aws"]["resource_schemas"]
        wanted = {}
        extra = {}
        for name in names:
            block = schemas[name.strip()]["block"]
            hint = HINTS.get(name, "").splitlines()
            wanted[f"{name}.plain"] = (name, body(block, False, 6) + hint if not name.endswith("dynamodb_table") else hint + ["name = terraform_data.u.output"], "")
            for inner, nested in sorted(block.get("block_types", {}).items()):
                if inner != "timeouts" and not nested.get("min_items"):
                    wanted[f"{name}.with_{inner}"] = (name, body(block, inner, 6) + hint, "")
        for attempt in range(24):
            text = HEAD
            for address, (kind, lines, _) in wanted.items():
                text += f'resource "{kind}" "{address.split(".")[1]}" {{\n' + "\n".join(lines) + "\n}\n"
            (directory / "main.tf").write_text(text)
            done = run(directory, "plan", "-json", "-refresh=false", "-out=p", "-lock=false", "-parallelism=1")
            bad = {}
            more = {}
            for line in done.stdout.splitlines():
                message = json.loads(line)
                if message.get("@level") == "error":
                    found = message.get("diagnostic", {}).get("address", "")
                    start = message.get("diagnostic", {}).get("range", {}).get("start", {}).get("line", 0)
                    if not found and start:
                        for back in range(start, 0, -1):
                            head = re.match(r'resource "(\w+)" "(\w+)"', text.splitlines()[back - 1])
                            if head:
                                found = f"{head[1]}.{head[2]}"
                                break
                    detail = message["diagnostic"].get("detail", "")
                    if "was cancelled" in detail:
                        continue
                    if "failed to respond" in detail or "did not respond" in message["diagnostic"]["summary"]:
                        if any(b == "crash" for b in bad.values()):
                            continue
                        bad[found] = "crash"
                        continue
                    either = re.search(r"one of `([a-z_,]+)` must be", message["diagnostic"].get("detail", ""))
                    if either and found in wanted and not wanted[found][2]:
                        attributes = schemas[wanted[found][0]]["block"]["attributes"]
                        usable = [n for n in either[1].split(",") if n in attributes]
                        if usable:
                            more.setdefault(found, usable[0])
                            continue
                    bad.setdefault(found, detail[:80])
            print(f"round {attempt}: {len(wanted)} planned, {len(bad)} refused, {len(more)} changed", file=sys.stderr)
            for address, name in more.items():
                kind, lines, _ = wanted[address]
                value = unknown(schemas[kind]["block"]["attributes"][name]["type"])
                wanted[address] = (kind, lines + [f"{name} = {value}"], name)
                extra.setdefault(kind, set()).add(name)
            if not bad and not more:
                break
            if set(bad) == {""}:
                sys.exit(done.stdout[-3000:])
            for address in bad:
                wanted.pop(address, None)
                if address.endswith(".plain"):
                    print(f"not planned: {address}: {bad[address]}", file=sys.stderr)
        plan = json.loads(run(directory, "show", "-json", "p").stdout)
        found = dict(KNOWN)
        for change in plan["resource_changes"]:
            kind = change["type"]
            if kind == "terraform_data":
                continue
            set_here = given(schemas[kind]["block"], True, 6) | extra.get(kind, set())
            filled = computed(schemas[kind]["block"])
            hinted = {m[1] for m in re.finditer(r"^(\w+) [={]", HINTS.get(kind, ""), re.M)}
            for path, value in leaves(change["change"]["after"], change["change"]["after_unknown"]):
                if path in set_here or path == "id" or path in hinted:
                    continue
                if path.split(".")[0] in hinted and re.search(rf"\n{path.split('.')[-1]} =", HINTS[kind]):
                    continue
                if value in (None, [], {}) and path not in filled and path.split(".")[0] not in hinted:
                    continue
                found.setdefault((kind, path), set()).add(json.dumps(value))
            if change["name"] == "plain":
                for path, later in change["change"]["after_unknown"].items():
                    if later is True and path in schemas[kind]["block"].get("block_types", {}):
                        found.setdefault((kind, path), set()).add("unknown")
        for (kind, path), values in sorted(found.items()):
            if len(values) == 1:
                print(kind, path, values.pop())
            else:
                print(f"{kind} {path} differs: {values}", file=sys.stderr)


if __name__ == "__main__":
    main()
