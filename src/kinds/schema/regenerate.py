#!/usr/bin/env python3
"""Writes aws.txt, the attribute table of the resource types that passmuster knows.

    terraform providers schema -json | python3 regenerate.py > aws.txt

The types are those that the service files beside this directory name. One paragraph a type:

    aws_example
      name string ro
      rule set{port:number:o secret:string:os} o

A line is a name, a type and flags: r required, o optional, c computed, s sensitive,
w write-only, d deprecated. Types: string number bool dynamic list(T) set(T) map(T)
object{name:T:flags …}; nested blocks: list{…} set{…} map{…} single{…} with the same fields.
"""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
MAX_DEPTH = 5


def flags(a):
    keys = (("required", "r"), ("optional", "o"), ("computed", "c"), ("sensitive", "s"),
            ("write_only", "w"), ("deprecated", "d"))
    return "".join(f for k, f in keys if a.get(k))


def attribute_type(t):
    if isinstance(t, str):
        return t
    head, inner = t[0], t[1]
    if head == "object":
        return "object{" + " ".join(f"{k}:{attribute_type(v)}:" for k, v in sorted(inner.items())) + "}"
    if head == "tuple":
        return "dynamic"
    return f"{head}({attribute_type(inner)})"


def fields(block, depth):
    made = {}
    for name, a in block.get("attributes", {}).items():
        if "nested_type" in a:
            nested = a["nested_type"]
            inner = " ".join(f"{k}:{v}" for k, v in sorted(fields({"attributes": nested["attributes"]}, depth - 1).items()))
            made[name] = f"{nested['nesting_mode']}{{{inner}}}:{flags(a)}"
        else:
            made[name] = f"{attribute_type(a['type'])}:{flags(a)}"
    for name, b in block.get("block_types", {}).items():
        if depth == 0:
            made[name] = "dynamic:o"
            continue
        inner = " ".join(f"{k}:{v}" for k, v in sorted(fields(b["block"], depth - 1).items()))
        required = "r" if b.get("min_items") else "o"
        made[name] = f"{b['nesting_mode']}{{{inner}}}:{required}"
    return made


def main():
    names = set()
    for path in HERE.parent.glob("*.rs"):
        names.update(re.findall(r'name: "(aws_[a-z0-9_]+)"', path.read_text()))
    schema = json.load(sys.stdin)["provider_schemas"]["registry.terraform.io/hashicorp/aws"]["resource_schemas"]
    missing = sorted(n for n in names if n not in schema)
    if missing:
        print("not in the provider:", ", ".join(missing), file=sys.stderr)
    for name in sorted(names & set(schema)):
        print(name)
        for field, rest in sorted(fields(schema[name]["block"], MAX_DEPTH).items()):
            kind, _, flag = rest.rpartition(":")
            print(f"  {field} {kind} {flag or '-'}")
        print()


if __name__ == "__main__":
    main()
