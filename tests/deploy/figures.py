"""Holds the dashboard and the alerts against deploy/metrics.txt: every metric that they name is one that a node serves, with labels that it has.

Must never name a metric itself, apart from those of others that are listed below."""

import json
import re
import sys
from pathlib import Path

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
# Prometheus' own, and those of its machine exporter.
OTHERS = {"up", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
# Labels that Prometheus adds where it scrapes.
ADDED = {"job", "instance", "le"}
METRIC = re.compile(r"\b(throughline_\w+|node_\w+|up)(?:\{([^}]*)\})?")
LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")

problems = []


def served():
    """Each metric's name as it is queried, with its labels."""
    names = {}
    for line in (DEPLOY / "metrics.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, kind, *labels = line.split()
        if kind not in ("counter", "gauge", "histogram"):
            problems.append(f"metrics.txt: {name} is a {kind!r}, which nobody knows")
        if (kind == "counter") != name.endswith("_total"):
            problems.append(f"metrics.txt: {name}: counters end in _total, and nothing else does")
        endings = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
        names.update({name + ending: set(labels) for ending in endings})
    return names


def hold(where, expression, names, seen):
    """Every metric within an expression is known, and so is every label that it selects by."""
    found = [match for match in METRIC.finditer(expression) if not match.group(0).startswith("up(")]
    if not found:
        problems.append(f"{where}: names no metric: {expression}")
    for name, selectors in (match.groups() for match in found):
        if name in OTHERS:
            continue
        if name not in names:
            problems.append(f"{where}: {name} is not in metrics.txt")
            continue
        seen.add(name)
        # What stands between quotes is a label's value.
        labels = set(LABEL.findall(re.sub(r'"[^"]*"', '""', selectors or "")))
        for label in labels - names[name] - ADDED:
            problems.append(f"{where}: {name} has no label {label}")


def panels(board):
    for panel in board["panels"]:
        yield panel
        yield from panel.get("panels", [])


def main():
    names, on_board, in_alerts = served(), set(), set()
    board = json.loads((DEPLOY / "grafana/throughline.json").read_text())
    identities = [panel["id"] for panel in panels(board)]
    if len(identities) != len(set(identities)):
        problems.append("throughline.json: two panels have the same id")
    taken = {}
    for panel in panels(board):
        title = panel.get("title", "")
        if len(panel.get("description", "").split()) < 2 and panel["type"] != "row":
            problems.append(f"throughline.json: the panel “{title}” has no description in plain words")
        for target in panel.get("targets", []):
            hold(f"throughline.json: “{title}”", target["expr"], names, on_board)
        place = panel["gridPos"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                if x >= 24 or taken.setdefault((x, y), title) != title:
                    problems.append(f"throughline.json: “{title}” lies over another panel or beside the board")
                    break
    if board["schemaVersion"] < 39 or not board["uid"]:
        problems.append("throughline.json: Grafana 11 reads schemaVersion 39 and later, and a uid keeps links to it")

    alerts = [rule for group in yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text())["groups"] for rule in group["rules"]]
    tests = (DEPLOY / "prometheus/alerts_test.yaml").read_text()
    for rule in alerts:
        hold(f"alerts.yaml: {rule['alert']}", rule["expr"], names, in_alerts)
        if not re.search(rf"\b{rule['alert']}\b", tests):
            problems.append(f"alerts.yaml: {rule['alert']} has no test")
        if rule["labels"].get("severity") not in ("page", "look") or not {"summary", "description"} <= rule["annotations"].keys():
            problems.append(f"alerts.yaml: {rule['alert']} says too little: severity, summary, description")
    for name in names:
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        if not any(seen.startswith(base) for seen in on_board):
            problems.append(f"throughline.json: nothing shows {base}")
    for problem in sorted(set(problems)):
        print(f"error: {problem}", file=sys.stderr)
    print(f"{len(identities)} panels and {len(alerts)} alerts name {len(on_board | in_alerts)} series that are served")
    return 1 if problems else 0


sys.exit(main())
