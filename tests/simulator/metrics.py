"""CloudWatch readings: what PutMetricData stored, and series that a control endpoint sets.

    POST /_dr/metrics    a JSON list of {"namespace", "metric", "region", "dimensions": {name: value},
                         "value": n or "values": [newest first], "age_seconds": 0}
    GET  /_dr/metrics    the series that are set
    DELETE /_dr/metrics  forgets them

A series gives one reading a minute. "value" is read in every minute of the window that is asked for,
"values" in as many minutes as it has items. The newest is "age_seconds" old. A series replaces the one
before it of the same region, namespace, metric and dimensions; a series without readings
("values": []) is one that CloudWatch knows and that has stalled."""
import datetime
import math

SERIES = {}
SIMPLE = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
UTC = datetime.timezone.utc


def key(namespace, metric, dimensions):
    return namespace, metric, tuple(sorted(dimensions.items()))


def control(method, body):
    """The control endpoint; raises ValueError for a series that makes no sense."""
    if method == "DELETE":
        SERIES.clear()
    elif method == "POST":
        for s in body:
            known = {"namespace", "metric", "region", "dimensions", "value", "values", "age_seconds"}
            if set(s) - known or not {"namespace", "metric", "region"} <= set(s) or ("value" in s) == ("values" in s):
                raise ValueError(f"not a series: {s}")
            SERIES[(s["region"], *key(s["namespace"], s["metric"], s.get("dimensions", {})))] = s
    return list(SERIES.values())


def seconds(moment):
    """Seconds since the epoch; a time without a zone is UTC, as everywhere in moto."""
    if isinstance(moment, (int, float)):
        return float(moment)
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def set_readings(series, start, end, now):
    """Time and value of each reading in a window, by the description of a series."""
    newest = math.floor((now - series.get("age_seconds", 0)) / 60) * 60
    if end <= newest < end + 60:  # a window that ends at the full minute before now
        newest -= 60
    values = series.get("values")
    count = len(values) if values is not None else max(0, int((newest - start) // 60) + 1)
    for i in range(count):
        at = newest - 60 * i
        if start <= at < end:
            yield at, float(values[i] if values is not None else series["value"])


def readings(backend, stored, namespace, metric, dimensions, unit, start, end):
    """Readings of one metric with exactly these dimensions: (time, lowest, highest, sum, count,
    unit)."""
    now = datetime.datetime.now(UTC).timestamp()
    asked = key(namespace, metric, dimensions)
    found = []
    series = SERIES.get((backend.region_name, *asked))
    if series and not unit:
        found += [(at, v, v, v, 1.0, None) for at, v in set_readings(series, start, end, now)]
    for datum in stored.get(asked, ()):
        at = seconds(datum.timestamp)
        if start <= at < end and (not unit or datum.unit == unit):
            if hasattr(datum, "sample_count"):
                found.append((at, datum.min, datum.max, datum.sum, datum.sample_count, datum.unit))
            else:
                found.append((at, datum.value, datum.value, datum.value, 1.0, datum.unit))
    return found


def statistic(name, found):
    total, count = sum(r[3] for r in found), sum(r[4] for r in found)
    if name == "Average":
        return total / count if count else 0.0
    return {"Maximum": max(r[2] for r in found), "Minimum": min(r[1] for r in found), "Sum": total, "SampleCount": count}[name]


def periods(found, start, period):
    """Readings by the beginning of their period, oldest first."""
    groups = {}
    for r in sorted(found, key=lambda r: r[0]):
        groups.setdefault(start + math.floor((r[0] - start) / period) * period, []).append(r)
    return groups


def patch_metric_readings():
    """GetMetricData takes metrics with more dimensions than asked for, ignores the namespace where
    dimensions are given, sorts dimensions by comparing names with values, and takes every stored
    datum into account for each query."""
    from moto.cloudwatch import models as m, responses as r
    from moto.cloudwatch.exceptions import ValidationError
    from moto.cloudwatch.metric_data_expression_parser import parse_expression
    from moto.core.responses import ActionResult

    def stored(backend):
        groups = {}
        for datum in backend.get_all_metrics():
            groups.setdefault(key(datum.namespace, datum.name, {d.name: d.value for d in datum.dimensions}), []).append(datum)
        return groups

    def moment(at):
        return datetime.datetime.fromtimestamp(at, UTC).replace(tzinfo=None)

    orig_data = m.CloudWatchBackend.get_metric_data

    def get_metric_data(self, queries, start_time, end_time, scan_by="TimestampAscending"):
        start, end = math.floor(seconds(start_time) / 60) * 60, seconds(end_time)
        if start >= end:
            raise ValidationError("The parameter EndTime must be greater than StartTime.")
        if len(queries) > 500:
            raise ValidationError("The collection MetricDataQueries must not have a size greater than 500.")
        if len({q["Id"] for q in queries}) != len(queries):
            raise ValidationError("The values for parameter id in MetricDataQueries are not unique.")
        groups, answers = stored(self), {}
        for q in queries:
            if "MetricStat" not in q:
                continue
            stat, metric = q["MetricStat"], q["MetricStat"]["Metric"]
            if stat["Stat"] not in SIMPLE:
                raise ValidationError(f"Invalid statistic {stat['Stat']} in the simulator.")
            dimensions = {d["Name"]: d["Value"] for d in metric.get("Dimensions", [])}
            found = readings(self, groups, metric["Namespace"], metric["MetricName"], dimensions, stat.get("Unit"), start, end)
            by_period = periods(found, start, int(stat["Period"]))
            answers[q["Id"]] = {
                "id": q["Id"], "label": q.get("Label") or metric["MetricName"], "status_code": "Complete",
                "timestamps": [moment(at) for at in by_period],
                "values": [statistic(stat["Stat"], g) for g in by_period.values()]}
        for q in queries:
            text = q.get("Expression")
            if text is None:
                continue
            if text.startswith("SELECT"):
                answers[q["Id"]] = orig_data(self, [q], start_time, end_time)[0]
            else:
                values, at = parse_expression(text, list(answers.values()))
                answers[q["Id"]] = {"id": q["Id"], "label": q.get("Label") or q["Id"], "status_code": "Complete",
                                    "timestamps": at, "values": values}
        if scan_by != "TimestampAscending":
            for a in answers.values():
                a["timestamps"], a["values"] = a["timestamps"][::-1], a["values"][::-1]
        return [answers[q["Id"]] for q in queries if q.get("ReturnData", True) is not False]

    def get_metric_statistics(self):
        ask = self._get_param
        start, end, period = seconds(ask("StartTime")), seconds(ask("EndTime")), self._get_int_param("Period")
        names, percentiles = ask("Statistics", []), ask("ExtendedStatistics")
        if percentiles or not names:
            return orig_statistics(self)
        if start >= end:
            raise r.InvalidParameterValue("The parameter StartTime must be less than the parameter EndTime.")
        dimensions = {d["Name"]: d["Value"] for d in ask("Dimensions", [])}
        backend = self.cloudwatch_backend
        found = readings(backend, stored(backend), ask("Namespace"), ask("MetricName"), dimensions, ask("Unit"), start, end)
        start = math.floor(start / 60) * 60
        points = [{"Timestamp": moment(at), "Unit": g[-1][5] or "None", **{n: statistic(n, g) for n in names}}
                  for at, g in periods(found, start, period).items()]
        return ActionResult({"Label": ask("MetricName"), "Datapoints": points})

    orig_statistics = r.CloudWatchResponse.get_metric_statistics
    orig_filtered = m.CloudWatchBackend.get_filtered_metrics

    def get_filtered_metrics(self, metric_name, namespace, dimensions):
        out = orig_filtered(self, metric_name, namespace, dimensions)
        for (region, ns, name, dims), _ in list(SERIES.items()):
            if region == self.region_name:
                datum = m.MetricDatum(ns, name, 0.0, [{"Name": n, "Value": v} for n, v in dims], m.utcnow(), None)
                if datum.filter(namespace, name=metric_name, dimensions=dimensions, already_present_metrics=out):
                    out.append(datum)
        return out

    m.CloudWatchBackend.get_metric_data = get_metric_data
    m.CloudWatchBackend.get_filtered_metrics = get_filtered_metrics
    r.CloudWatchResponse.get_metric_statistics = get_metric_statistics
