"""Holds what kustomize made against Kubernetes' own schemas, and against what we promise of it: nobody is root, everything is bounded, whatever is
named is there. Reads the manifests on standard input.

Kinds of others' (Postgres' operator, certificates) have no schema here: they are counted, and any kind that is not listed is an error."""

import collections
import sys

import kubernetes_validate
import yaml

VERSION = "1.37"
WITHOUT_SCHEMA = {
    ("postgresql.cnpg.io/v1", "Cluster"),
    ("postgresql.cnpg.io/v1", "ScheduledBackup"),
    ("cert-manager.io/v1", "Certificate"),
    ("cert-manager.io/v1", "Issuer"),
}
# Secrets that somebody else makes: Postgres' operator the authorities of its clusters.
MADE_BY_THE_OPERATOR = {"throughline-log-ca", "throughline-keys-ca"}
# Roles that `throughline migrate` grants their tables, and the one that nodes sign in as.
ROLES = {
    "throughline-log": {"throughline_writer", "throughline_reader", "throughline_eraser", "throughline_service"},
    "throughline-keys": {"throughline_keys", "throughline_service"},
}
# Longer than the 31 seconds in which a node ends at the longest, and the 5 before.
SHORTEST_GRACE_S = 45

problems = []


def complain(thing, what):
    problems.append(f"{thing['kind']} {thing['metadata']['name']}: {what}")


def schema(thing):
    """True where there was one."""
    if (thing["apiVersion"], thing["kind"]) in WITHOUT_SCHEMA:
        return False
    try:
        kubernetes_validate.validate(thing, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        complain(thing, f"{'.'.join(map(str, error.path))}: {error.message}")
    except kubernetes_validate.SchemaNotFoundError:
        complain(thing, f"{thing['apiVersion']} is unknown to Kubernetes {VERSION}; is it somebody else's kind?")
    return True


def pods(things):
    for thing in things:
        if thing["kind"] in ("Deployment", "StatefulSet", "Job"):
            yield thing, thing["spec"]["template"]


def containers(template):
    return template["spec"].get("initContainers", []) + template["spec"]["containers"]


def contained(thing, template):
    """What the namespace's "restricted" asks for, and a root file system that cannot be written."""
    pod = template["spec"]
    whole = pod.get("securityContext", {})
    if not whole.get("runAsNonRoot") or not whole.get("runAsUser") or whole.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        complain(thing, "it must say that it is not root, who it is by number, and RuntimeDefault")
    if pod.get("automountServiceAccountToken") is not False:
        complain(thing, "it has no use for a token of Kubernetes")
    if any(pod.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")) or any("hostPath" in volume for volume in pod.get("volumes", [])):
        complain(thing, "it shares something of the machine's")
    for container in containers(template):
        own = container.get("securityContext", {})
        if own.get("allowPrivilegeEscalation") is not False or own.get("readOnlyRootFilesystem") is not True or own.get("capabilities") != {"drop": ["ALL"]}:
            complain(thing, f"{container['name']}: no more rights, no written root, no capabilities")
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= resources.get("requests", {}).keys() or "memory" not in resources.get("limits", {}):
            complain(thing, f"{container['name']}: it must say what it wants, and how much memory it may take")
        image = container["image"]
        if ":" not in image.rpartition("/")[2] or image.endswith(":latest"):
            complain(thing, f"{container['name']}: {image} has no version")
        mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
        claims = {claim["metadata"]["name"] for claim in thing["spec"].get("volumeClaimTemplates", [])}
        if missing := mounted - claims - {volume["name"] for volume in pod.get("volumes", [])}:
            complain(thing, f"{container['name']}: there is no volume {', '.join(missing)}")


def kept_well(thing, template):
    """Servers are probed, drain in peace, spread, and somebody bounds how many are away."""
    if thing["kind"] == "Job":
        return
    main = template["spec"]["containers"][0]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        if probe not in main:
            complain(thing, f"no {probe}")
    if template["spec"].get("terminationGracePeriodSeconds", 30) < SHORTEST_GRACE_S:
        complain(thing, "it is ended before it has drained")
    if thing["spec"]["replicas"] > 1 and not template["spec"].get("topologySpreadConstraints"):
        complain(thing, "all of it may land on one machine")


def named(node, kind):
    """The names that something refers to, wherever they stand."""
    if isinstance(node, dict):
        for key, value in node.items():
            if kind == "ConfigMap" and key in ("configMap", "configMapRef", "configMapKeyRef"):
                yield value["name"]
            elif kind == "Secret" and key in ("secretRef", "secretKeyRef", "passwordSecret", "accessKeyId", "secretAccessKey"):
                yield value["name"]
            elif kind == "Secret" and key == "secret" and isinstance(value, dict):
                yield value.get("secretName") or value["name"]
            else:
                yield from named(value, kind)
    elif isinstance(node, list):
        for value in node:
            yield from named(value, kind)


def everything_named_is_there(things):
    there = collections.defaultdict(set)
    for thing in things:
        there[thing["kind"]].add(thing["metadata"]["name"])
        if thing["kind"] == "Certificate":
            there["Secret"].add(thing["spec"]["secretName"])
    there["Secret"] |= MADE_BY_THE_OPERATOR
    for thing in things:
        for kind in ("ConfigMap", "Secret"):
            for name in set(named(thing.get("spec", {}), kind)) - there[kind]:
                complain(thing, f"there is no {kind} {name}")
        if thing["kind"] == "StatefulSet" and thing["spec"]["serviceName"] not in there["Service"]:
            complain(thing, f"there is no Service {thing['spec']['serviceName']}")


def every_selector_finds_somebody(things):
    labels = [template["metadata"].get("labels", {}) for _, template in pods(things)]
    # The operator labels the pods of its clusters so.
    labels += [{"cnpg.io/cluster": thing["metadata"]["name"]} for thing in things if thing["kind"] == "Cluster"]
    ports = {}
    for _, template in pods(things):
        for container in containers(template):
            ports.setdefault(frozenset(template["metadata"]["labels"].items()), set()).update(port.get("name") for port in container.get("ports", []))

    def finds(selector):
        return any(selector.items() <= own.items() for own in labels)

    for thing in things:
        if thing["kind"] == "Service":
            if not finds(thing["spec"]["selector"]):
                complain(thing, "its selector finds no pod")
            for own, names in ports.items():
                if thing["spec"]["selector"].items() <= dict(own).items() and not {port["targetPort"] for port in thing["spec"]["ports"]} <= names:
                    complain(thing, "it leads to a port that the pod does not have")
        if thing["kind"] == "PodDisruptionBudget" and not finds(thing["spec"]["selector"]["matchLabels"]):
            complain(thing, "its selector finds no pod")
        if thing["kind"] == "NetworkPolicy":
            if not finds(thing["spec"]["podSelector"].get("matchLabels", {})):
                complain(thing, "its selector finds no pod")
            peers = [peer for rule in thing["spec"].get("ingress", []) + thing["spec"].get("egress", []) for peer in rule.get("from", []) + rule.get("to", [])]
            for peer in peers:
                if "namespaceSelector" not in peer and not finds(peer["podSelector"]["matchLabels"]):
                    complain(thing, "somebody whom it lets speak is not there")
    for thing, template in pods(things):
        guarded = [other for other in things if other["kind"] == "PodDisruptionBudget" and other["spec"]["selector"]["matchLabels"].items() <= template["metadata"]["labels"].items()]
        if thing["kind"] != "Job" and len(guarded) != 1:
            complain(thing, f"{len(guarded)} PodDisruptionBudgets are about it, not one")


def the_rest_of_the_promises(things):
    policies = [thing["spec"] for thing in things if thing["kind"] == "NetworkPolicy"]
    if not any(spec["podSelector"] == {} and set(spec["policyTypes"]) == {"Ingress", "Egress"} and not {"ingress", "egress"} & spec.keys() for spec in policies):
        problems.append("no NetworkPolicy says that nobody speaks to anybody by default")
    clusters = {thing["metadata"]["name"]: thing["spec"] for thing in things if thing["kind"] == "Cluster"}
    if "backup" not in clusters["throughline-log"] or "backup" in clusters["throughline-keys"]:
        problems.append("the log is backed up, and the keys never are")
    for name, roles in ROLES.items():
        made = clusters[name]["bootstrap"]["initdb"]["postInitSQL"]
        managed = {role["name"] for role in clusters[name]["managed"]["roles"]}
        if missing := [role for role in sorted(roles) if role not in managed or not any(f"{line} ".startswith(f"create role {role} ") for line in made)]:
            problems.append(f"{name}: {', '.join(missing)} must be there from its first moment, and be kept by the operator")
    for thing in things:
        if thing["kind"] == "ScheduledBackup" and thing["spec"]["cluster"]["name"] != "throughline-log":
            complain(thing, "only the log is backed up")
    roles = {role for thing, template in pods(things) if thing["metadata"]["labels"].get("throughline/node") for role in template["spec"]["containers"][0]["args"][2].split(",")}
    if roles != {"record", "timeline", "audit", "fanout"}:
        problems.append(f"the nodes have the roles {sorted(roles)}")


things = [thing for thing in yaml.safe_load_all(sys.stdin) if thing]
checked = sum([schema(thing) for thing in things])
# What is no manifest at all is not asked further.
if not problems:
    for thing, template in pods(things):
        contained(thing, template)
        kept_well(thing, template)
    everything_named_is_there(things)
    every_selector_finds_somebody(things)
    the_rest_of_the_promises(things)
for problem in problems:
    print(f"error: {problem}", file=sys.stderr)
print(f"{checked} manifests agree with Kubernetes {VERSION}; {len(things) - checked} are of kinds that have no schema here")
sys.exit(1 if problems else 0)
