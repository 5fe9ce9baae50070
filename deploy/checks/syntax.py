"""Reads every JSON and YAML file of deploy/, and looks for secrets in all of it. See deploy/check.sh."""

import re

from checks import ROOT, Report, load_json, load_yaml

SECRET = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|dapi[0-9a-f]{32}|\bghp_\w{36}"
    r"|(?i:secret|password|token|access_?key)[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9/+]{16,}"
)
READERS = {".json": load_json, ".yaml": load_yaml, ".yml": load_yaml}
BROKEN = [
    (".json", '{"a": 1, "a": 2}', "stands twice"),
    (".json", '{"a": [1, 2}', "delimiter"),
    (".yaml", "a: 1\nb: [1, 2\n", "expected"),
    (".yaml", "a: 1\na: 2\n", "stands twice"),
    (".env", "Key=AKIA" + "Q" * 16, "secret"),
    (".env", "password=" + "hunter2" * 3, "secret"),
]


def problems(suffix, text):
    found = [f"looks like a secret: {m[0][:12]}..." for m in SECRET.finditer(text)]
    if suffix in READERS:
        try:
            READERS[suffix](text)
        except Exception as e:  # each reader has errors of its own
            found.append(" ".join(str(e).split()))
    return found


def main():
    report = Report("syntax")
    for file in sorted(ROOT.rglob("*")):
        inside = file.relative_to(ROOT)
        if file.is_file() and "__pycache__" not in inside.parts:
            try:
                text = file.read_text()
            except UnicodeDecodeError:
                continue  # nothing to read in a compressed file
            report.line(f"deploy/{inside}", problems(file.suffix, text))
    for suffix, text, message in BROKEN:
        seen = problems(suffix, text)
        caught = any(message in problem for problem in seen)
        report.line(f"caught: {message}: {' '.join(text.split())[:20]}", [] if caught else [str(seen)])
    report.exit()


if __name__ == "__main__":
    main()
