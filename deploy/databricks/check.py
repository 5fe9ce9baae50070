"""Holds the bundle to Databricks' own Python classes (databricks-bundles), and broken copies of it, too.

The bundle's JSON schema is not ours to copy; DatabricksTest uses it where it is at hand. These classes know
the resources as well as the schema does, and are a package that anyone can install.
"""

import sys
from pathlib import Path

from databricks.bundles.jobs import Job

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "checks"))
from checks import Report, load_yaml  # noqa: E402

JOB = "resources/cellora.job.yml"
VARIABLES = "variables.yml"

BROKEN = [
    (JOB, "main_class_name:", "main_class:", "Unexpected field 'main_class'"),
    (JOB, "engine: STANDARD", "engine: FAST", "'FAST' is not a valid RuntimeEngine"),
    (JOB, "security_mode: SINGLE_USER", "security_mode: SINGLE", "is not a valid DataSecurityMode"),
    (JOB, "timezone_id: UTC", "timezone: UTC", "timezone"),
    (JOB, "max_concurrent_runs: 1", "max_concurrent_runs: one", "invalid literal for int()"),
    (JOB, "warehouse_id:", "warehouse:", "warehouse"),
    (JOB, "init_scripts:", "init_script:", "Unexpected field 'init_script'"),
    (JOB, "num_workers:", "num_worker:", "Unexpected field 'num_worker'"),
    (VARIABLES, "    default: cell_type", "    defaults: cell_type", "unexpected keyword argument 'defaults'"),
]


class Declared:
    """What a variable may have, by the names of the bundle's reference."""

    def __init__(self, *, description, default=None):
        self.description = description
        self.default = default


def problem(texts):
    """Why Databricks' classes refuse the job or a variable; empty if they do not."""
    try:
        for job in load_yaml(texts[JOB])[0]["resources"]["jobs"].values():
            Job.from_dict(job)
        for variable in load_yaml(texts[VARIABLES])[0]["variables"].values():
            Declared(**variable)
    except Exception as refused:  # they throw what Python throws
        return f"{type(refused).__name__}: {refused}"
    return ""


def main():
    report = Report("databricks")
    texts = {file: (HERE / file).read_text() for file in (JOB, VARIABLES)}
    found = problem(texts)
    report.line("the job is what databricks-bundles reads", [found] if found else [])
    for file, right, wrong, message in BROKEN:
        broken = dict(texts)
        broken[file] = texts[file].replace(right, wrong, 1)
        found = problem(broken)
        missed = right not in texts[file] or message not in found
        report.line(f"caught: {wrong}", [f"said of it: {found or 'nothing'}"] if missed else [])
    report.exit()


if __name__ == "__main__":
    main()
