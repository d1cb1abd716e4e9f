"""IAM's policy simulator for the roles, users and groups that are there."""
import json
import re

# Keys that IAM fills in by itself; every other key comes from the request.
GIVEN_BY_IAM = {"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:currenttime", "aws:epochtime"}


def listed(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, text, fold=False):
    """IAM's wildcards: * for any run of characters, ? for one."""
    parts = "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in pattern)
    return re.fullmatch(parts, text, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


def arn_matches(pattern, text):
    """As `matches`, section by section."""
    wanted, given = pattern.split(":", 5), text.split(":", 5)
    return len(wanted) == len(given) and all(matches(w, g) for w, g in zip(wanted, given))


COMPARISONS = {
    "StringEquals": lambda w, g: w == g,
    "StringEqualsIgnoreCase": lambda w, g: w.lower() == g.lower(),
    "StringLike": matches,
    "ArnEquals": arn_matches,
    "ArnLike": arn_matches,
    "Bool": lambda w, g: w.lower() == g.lower(),
}
NEGATIONS = {"StringNotEquals": "StringEquals", "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase", "StringNotLike": "StringLike",
             "ArnNotEquals": "ArnEquals", "ArnNotLike": "ArnLike"}


def condition_holds(conditions, context):
    """Whether all conditions of a statement hold; None for an operator that is not known here."""
    for operator, keys in (conditions or {}).items():
        several, _, operator = operator.rpartition(":")
        optional = operator.endswith("IfExists")
        operator = operator.removesuffix("IfExists")
        for key, wanted in keys.items():
            given = context.get(key.lower())
            wanted = [str(w).lower() if isinstance(w, bool) else str(w) for w in listed(wanted)]
            if operator == "Null":
                if (given is None) != (wanted[0].lower() == "true"):
                    return False
                continue
            compare = COMPARISONS.get(NEGATIONS.get(operator, operator))
            if compare is None:
                return None
            if given is None:
                if optional or operator in NEGATIONS or several == "ForAllValues":
                    continue
                return False
            hits = [any(compare(w, g) for w in wanted) for g in given]
            if operator in NEGATIONS:
                hits = [not h for h in hits]
            if not (any(hits) if several == "ForAnyValue" else all(hits)):
                return False
    return True


def applies(statement, action, resource):
    """Whether a statement is about an action on a resource, conditions aside."""
    def named(key, fold):
        text = action if key == "Action" else resource
        if key in statement:
            return any(matches(p, text, fold) for p in listed(statement[key]))
        return not any(matches(p, text, fold) for p in listed(statement[f"Not{key}"]))
    return named("Action", True) and named("Resource", False)


def decide(policies, action, resource, context):
    """Decision, matched policies and missing keys of one action on one resource."""
    allowed, denied, missing = [], [], []
    for name, kind, document in policies:
        for statement in listed(document["Statement"]):
            if not applies(statement, action, resource):
                continue
            for keys in (statement.get("Condition") or {}).values():
                missing += [k for k in keys if k.lower() not in context and k not in missing]
            deny = statement["Effect"] == "Deny"
            holds = condition_holds(statement.get("Condition"), context)
            # What cannot be judged never allows, and always denies.
            if holds or (holds is None and deny):
                (denied if deny else allowed).append({"SourcePolicyId": name, "SourcePolicyType": kind})
    decision = "explicitDeny" if denied else "allowed" if allowed else "implicitDeny"
    return decision, denied or allowed, missing


def document_of(policy):
    version = next(v for v in policy.versions if v.version_id == policy.default_version_id)
    return json.loads(version.document)


def of_principal(backend, arn):
    """The policies of a principal: (id, type, document), and its boundary."""
    from moto.iam.exceptions import NotFoundException
    hit = re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:(role|user|group)/(?:.+/)?([^/]+)", arn)
    if not hit:
        raise NotFoundException(f"The entity {arn} cannot be found.")
    kind, name = hit.groups()
    holder = {"role": backend.get_role, "user": backend.get_user, "group": backend.get_group}[kind](name)
    if holder.arn != arn:
        raise NotFoundException(f"The {kind} {arn} cannot be found.")
    holders = [holder] + (backend.get_groups_for_user(name) if kind == "user" else [])
    found = []
    for h in holders:
        found += [(p.name, "IAM Policy", document_of(p)) for p in h.managed_policies.values()]
        for policy, document in h.policies.items():
            document = json.loads(document) if isinstance(document, str) else document
            found.append((f"{kind if h is holder else 'group'}_{h.name}_{policy}", "IAM Policy", document))
    limit = getattr(holder, "permissions_boundary_arn", None)
    limit = [("boundary", "IAM Policy", document_of(backend.get_policy(limit)))] if limit else None
    return found, limit


def patch_iam_simulation():
    """SimulatePrincipalPolicy is missing."""
    from moto.core.responses import ActionResult
    from moto.iam import responses as r
    from moto.iam.exceptions import InvalidInput

    def simulate_principal_policy(self):
        ask = self._get_param
        arn = ask("PolicySourceArn")
        policies, limit = of_principal(self.backend, arn)
        policies = policies + [(f"PolicyInputList.{i}", "IAM Policy", json.loads(text))
                               for i, text in enumerate(ask("PolicyInputList", []), 1)]
        context = {e["ContextKeyName"].lower(): e["ContextKeyValues"] for e in ask("ContextEntries", [])}
        for key, value in (("aws:principalarn", arn), ("aws:principalaccount", arn.split(":")[4])):
            context.setdefault(key, [value])
        results = []
        for action in ask("ActionNames", []):
            if not re.fullmatch(r"[\w-]+:[\w*?]+", action):
                raise InvalidInput(f"Invalid action name: {action}")
            for resource in ask("ResourceArns") or ["*"]:
                decision, because, missing = decide(policies, action, resource, context)
                missing = [k for k in missing if k.lower() not in GIVEN_BY_IAM]
                inside = {}
                if limit:
                    allowed = decide(limit, action, resource, context)[0]
                    inside = {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": allowed == "allowed"}}
                    if decision == "allowed" and allowed != "allowed":
                        decision, because = allowed, []
                told = {"EvalResourceName": resource, "MatchedStatements": because, "MissingContextValues": missing, **inside}
                results.append({**told, "EvalActionName": action, "EvalDecision": decision,
                                "ResourceSpecificResults": [{**told, "EvalResourceDecision": decision}] if resource != "*" else []})
        first, size = int(ask("Marker") or 0), int(ask("MaxItems") or 100)
        more = len(results) > first + size
        return ActionResult({"EvaluationResults": results[first:first + size], "IsTruncated": more,
                             **({"Marker": str(first + size)} if more else {})})

    r.IamResponse.simulate_principal_policy = simulate_principal_policy
