"""Runs cases through xray-oracle and writes golden vectors.

    python3 make.py --oracle ./xray-oracle --out ../translator/vectors            the hand-shaped groups
    python3 make.py --oracle ./xray-oracle --out ../translator/vectors --fuzz 300 --seed 1

Each case is run several times. Ids that the exporter draws at random differ from
run to run; they are written as "$id1", "$id2", ... (same number, same id). If
anything else differs, every result seen is kept, as "alternatives"."""

import argparse
import json
import os
import re
import subprocess
import sys

HEX16 = re.compile(r"^[0-9a-f]{16}$")


def run_oracle(oracle, cases):
    lines = "".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases)
    p = subprocess.run([oracle, "translate"], input=lines.encode("utf-8", "surrogatepass"), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in p.stdout.decode().splitlines()]


def leaves(v, path=()):
    if isinstance(v, dict):
        for k in v:
            yield from leaves(v[k], path + (k,))
    elif isinstance(v, list):
        for i, x in enumerate(v):
            yield from leaves(x, path + (i,))
    else:
        yield path, v


def replace(v, table):
    if isinstance(v, dict):
        return {k: replace(x, table) for k, x in v.items()}
    if isinstance(v, list):
        return [replace(x, table) for x in v]
    return table.get(v, v) if isinstance(v, str) else v


def tokenise(docs, known):
    """Writes each hexadecimal id that the input does not contain as $idN."""
    table = {}
    for _, leaf in leaves(docs):
        if isinstance(leaf, str) and HEX16.match(leaf) and leaf not in known and leaf not in table:
            table[leaf] = f"$id{len(table) + 1}"
    return replace(docs, table)


def known_ids(input_):
    text = json.dumps(input_, ensure_ascii=False)
    return set(re.findall(r"[0-9a-f]{16}", text.lower())) | {x for _, v in leaves(input_) if isinstance(v, str) for x in [v.lower()]}


INT_KEYS = {"http.status_code", "http.response.status_code", "net.host.port", "net.peer.port", "server.port",
            "messaging.message_payload_size_bytes"}


def js_value(key, v, inside=False):
    """True if a JavaScript attribute can hold the value without loss."""
    if len(v) != 1:
        return False
    (kind, x), = v.items()
    if kind == "intValue":
        return isinstance(x, str) and abs(int(x)) <= 2**53 - 1
    if kind == "doubleValue":
        return key not in INT_KEYS or isinstance(x, str) or x != int(x)
    if kind == "arrayValue" and not inside:
        items = x.get("values", [])
        types = {"number" if k in ("intValue", "doubleValue") else k for i in items for k in i}
        return len(types) <= 1 and all(js_value(key, i, True) for i in items)
    return kind in ("stringValue", "boolValue")


def js_span(v):
    """True if the whole input can be written as OpenTelemetry JS spans without loss."""
    if isinstance(v, list):
        return all(js_span(x) for x in v)
    if not isinstance(v, dict):
        return True
    if v.get("kind") == 0 and "spanId" in v:
        return False
    attrs = v.get("attributes", [])
    keys = [a["key"] for a in attrs]
    if "" in keys or len(set(keys)) < len(keys) or not all(js_value(a["key"], a["value"]) for a in attrs):
        return False
    return all(js_span(v[k]) for k in ("resourceSpans", "scopeSpans", "spans", "events", "links", "resource", "scope") if k in v)


def finish(case, results):
    seen = {}
    for r in results:
        docs = tokenise(r["expected"], known_ids(case["input"]))
        out = {"expected": docs}
        for k in ("requests", "dropped", "error"):
            if k in r:
                out[k] = r[k]
        seen.setdefault(json.dumps(out, sort_keys=True), out)
    found = list(seen.values())
    vector = {"name": case["name"], "config": case["config"], "input": case["input"], **found[0]}
    vector["js"] = js_span(case["input"]) and not vector.get("error", "").startswith("otlp")
    if len(found) > 1:
        vector["alternatives"] = [f["expected"] for f in found]
    return vector


def vectors(oracle, cases, repeat):
    results = run_oracle(oracle, [c for c in cases for _ in range(repeat)])
    assert len(results) == repeat * len(cases), (len(results), len(cases))
    for i, c in enumerate(cases):
        yield finish(c, results[i * repeat:(i + 1) * repeat])


def write(path, items):
    with open(path, "w", encoding="utf-8", errors="surrogatepass") as f:
        for v in items:
            f.write(json.dumps(v, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--oracle", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--repeat", type=int, default=40)
    p.add_argument("--fuzz", type=int, default=0)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    total = odd = 0
    if a.fuzz:
        import fuzz
        sets = {f"fuzz_{a.seed}": list(fuzz.cases(a.seed, a.fuzz))}
    else:
        import cases
        sets = {g: list(f()) for g, f in cases.GROUPS.items()}
    for g, items in sets.items():
        out = list(vectors(a.oracle, items, a.repeat))
        write(os.path.join(a.out, g + ".jsonl"), out)
        total += len(out)
        odd += sum("alternatives" in v for v in out)
        for v in out:
            if "alternatives" in v or "error" in v:
                print(g, v["name"], "alternatives=%d" % len(v.get("alternatives", [])), v.get("error", ""), file=sys.stderr)
    print(total, "vectors,", odd, "with alternatives", file=sys.stderr)


if __name__ == "__main__":
    main()
