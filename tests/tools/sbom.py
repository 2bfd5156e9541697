"""What lies in the program `throughline`, as a CycloneDX bill of materials: every crate that a build for this machine takes in, with its
licence, the digest of what was downloaded, and what it is used by.

$1: where to write it. Cargo says what is built, and OWASP's own library writes it and holds it against the standard's schema.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "throughline"


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments, "--locked"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def used_by(kinds):
    """Who uses whom in a build of the program: pairs of (name, version), the program itself by nobody."""
    pairs, above = [], []
    for line in cargo("tree", "--package", PROGRAM, "--edges", kinds, "--prefix", "depth", "--format", "|{p}|").splitlines():
        depth, package, _ = line.split("|")
        name, version = package.split()[:2]
        crate = (name, version.removeprefix("v"))
        above[int(depth):] = [crate]
        pairs.append((above[int(depth) - 1] if int(depth) else None, crate))
    return pairs


def told_of_each():
    """What Cargo knows of each crate, and the digest of what was downloaded."""
    metadata = json.loads(cargo("metadata", "--format-version", "1"))
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    digests = {(crate["name"], crate["version"]): crate.get("checksum") for crate in locked}
    told = {}
    for package in metadata["packages"]:
        crate = (package["name"], package["version"])
        if crate in told:
            raise SystemExit(f"error: {crate[0]} {crate[1]} comes from two places; this script cannot tell them apart")
        told[crate] = (package, digests.get(crate))
    return told


def component(crate, package, digest, scope):
    name, version = crate
    # What Cargo wrote before SPDX: "MIT/Apache-2.0".
    licence = package["license"].replace("/", " OR ") if package["license"] else None
    return Component(
        name=name,
        version=version,
        type=ComponentType.APPLICATION if name == PROGRAM else ComponentType.LIBRARY,
        bom_ref=f"{name}@{version}",
        purl=PackageURL("cargo", None, name, version) if package["source"] else None,
        description=package["description"],
        scope=scope,
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)] if digest else [],
    )


def bill():
    pairs = used_by("normal,build")
    runs = {crate for _, crate in used_by("normal")}
    told = told_of_each()
    components = {}
    for _, crate in pairs:
        # What only builds (build scripts and what they use) does not run in the program.
        scope = ComponentScope.REQUIRED if crate in runs else ComponentScope.EXCLUDED
        components.setdefault(crate, component(crate, *told[crate], scope))
    program = next(components[crate] for user, crate in pairs if user is None)
    program.scope = None
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    if commit:
        program.properties.add(Property(name="throughline:commit", value=commit))
    bom = Bom(components=[one for one in components.values() if one is not program])
    bom.metadata.component = program
    uses = {}
    for user, crate in pairs:
        if user:
            uses.setdefault(user, set()).add(crate)
    for crate, one in components.items():
        bom.register_dependency(one, [components[used] for used in sorted(uses.get(crate, ()))])
    return bom


def main():
    where = Path(sys.argv[1])
    text = JsonV1Dot6(bill()).output_as_string(indent=2)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"error: what was made is not CycloneDX 1.6: {wrong}")
    where.write_text(text + "\n")
    written = json.loads(text)["components"]
    runs = sum(one["scope"] == "required" for one in written)
    print(f"{where}: {runs} crates that run, {len(written) - runs} that only build, CycloneDX 1.6")


main()
