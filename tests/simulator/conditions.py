"""Conditions that a test sets, kept beside what is stored, so that forgetting them undoes them.

    POST /_dr/set    a JSON list; each item names one subject and what is shown of it
    GET  /_dr/set    the items that are set
    DELETE /_dr/set  forgets them all

The subject is the key that is listed in `SUBJECTS`, with "region" where it has one. A later item of the
same subject replaces the earlier one. What the items may say:

    {"subnet": id, "region", "available_ip_address_count": n}
    {"quota": [service, code], "region", "value": n}   or "missing": true
    {"health_check": id, "healthy": false, "reason": text}
    {"target_group": arn, "states": ["healthy", "unhealthy", ...]}          one for each target
    {"secret": name, "region": of the replica, "status": "Failed", "message": text}
    {"rds_cluster": name, "region", "status": "stopped", "synchronization": "pending-resync"}
    {"rds_instance": name, "region", "status": "rebooting"}
    {"orderable": class, "region", "missing": true}    or "availability_zones": [name, ...]
    {"table": name, "region": of the replica, "status": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"}
    {"service": name, "region", "running": n, "pending": n, "events": [text, ...]}
    {"cache": replication group, "region", "status": "modifying"}
    {"alarm": name, "region", "state": "ALARM", "reason": text}
    {"instance_type": name, "region", "availability_zones": [name, ...]}   the only ones that offer it
    {"certificate": arn, "status": "EXPIRED", "not_after_days": n}
"""

# What may be said of a subject; those with a region of their own, or none, need no "region".
SUBJECTS = {
    "subnet": {"available_ip_address_count"}, "quota": {"value", "missing"}, "health_check": {"healthy", "reason"},
    "target_group": {"states"}, "secret": {"status", "message"}, "rds_cluster": {"status", "synchronization"},
    "rds_instance": {"status"}, "orderable": {"missing", "availability_zones"}, "table": {"status"},
    "service": {"running", "pending", "events"}, "cache": {"status"}, "alarm": {"state", "reason"},
    "instance_type": {"availability_zones"}, "certificate": {"status", "not_after_days"},
}
TARGET_STATES = {"healthy", "unhealthy", "initial", "draining", "unused", "unavailable"}
EVERYWHERE = {"health_check", "target_group", "certificate"}
ITEMS = {}


def control(method, body):
    """The control endpoint; raises ValueError for an item that makes no sense, and then sets none."""
    if method == "DELETE":
        ITEMS.clear()
    elif method == "POST":
        taken = {}
        for item in body:
            kind = next((k for k in item if k in SUBJECTS), None)
            if kind is None or not set(item) - {kind, "region"} or set(item) - {kind, "region"} - SUBJECTS[kind]:
                raise ValueError(f"not a condition: {item}")
            if kind not in EVERYWHERE and "region" not in item:
                raise ValueError(f"a region is missing: {item}")
            if set(item.get("states", ())) - TARGET_STATES:
                raise ValueError(f"not the states of targets: {item}")
            name = tuple(item[kind]) if kind == "quota" else item[kind]
            taken[(kind, name, None if kind in EVERYWHERE else item["region"])] = item
        ITEMS.update(taken)
    return list(ITEMS.values())


def found(kind, name, region=None):
    """The item that is set of a subject."""
    return ITEMS.get((kind, name, region))


def value(kind, name, region, key, otherwise):
    return (found(kind, name, region) or {}).get(key, otherwise)
