"""Compiles the Vertex AI pipeline, looks at what came out, and holds broken copies to the same.

    python deploy/dataproc/check.py SCHEDULE.json     # schedule.json as render.sh has filled it in
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "checks"))
from checks import Report  # noqa: E402

BEHIND = {"embed": (), "run-all": ("embed",), "evaluate": ("run-all",)}

BROKEN = [
    ("main_class=MAIN", "main_klass=MAIN", "main_klass"),
    ("subnetwork_uri=subnet", "subnetwork_uri=subnets", "name 'subnets' is not defined"),
    ("run_all.after(embed)", "run_all.after(evaluate)", "run-all runs behind ['evaluate'], not ['embed']"),
    ("evaluate.after(run_all)", "evaluate", "evaluate runs behind []"),
    ("location: str", "region: str", "name 'location' is not defined"),
    ("label: str", "label: int", "the schedule gives label as STRING, not NUMBER_INTEGER"),
    ("jar_file_uris=[job_jar, natives_jar]", "jar_file_uris=f'{job_jar}'", "incompatible"),
]


def compiled(text, folder):
    """The pipeline that the text makes; throws with the compiler's last words if there is none."""
    source, target = folder / "pipeline.py", folder / "pipeline.yaml"
    source.write_text(text)
    target.unlink(missing_ok=True)
    run = subprocess.run([sys.executable, source, target], capture_output=True, text=True)
    if run.returncode != 0:
        raise ValueError(run.stderr.strip().splitlines()[-1])
    return next(yaml.safe_load_all(target.read_text()))


def problems(text, folder, schedule):
    try:
        pipeline = compiled(text, folder)
    except ValueError as refused:
        return [str(refused)]
    found = []
    tasks = pipeline["root"]["dag"]["tasks"]
    names = {key: task["taskInfo"]["name"] for key, task in tasks.items()}
    for key, task in tasks.items():
        behind = [names[k] for k in task.get("dependentTasks", [])]
        if BEHIND.get(names[key]) != tuple(behind):
            found.append(f"{names[key]} runs behind {behind}, not {list(BEHIND[names[key]])}")
        command = task["inputs"]["parameters"]["args"]["runtimeValue"]["constant"][0]
        if command != names[key]:
            found.append(f"{names[key]} runs the command {command}")
    inputs = pipeline["root"]["inputDefinitions"]["parameters"]
    given = schedule["createPipelineJobRequest"]["pipelineJob"]["runtimeConfig"]["parameterValues"]
    found += [f"the schedule does not give {name}" for name in sorted(inputs.keys() - given.keys())]
    found += [f"the schedule gives {name}, which is not asked for" for name in sorted(given.keys() - inputs.keys())]
    for name in sorted(inputs.keys() & given.keys()):
        if inputs[name]["parameterType"] != "STRING":
            found.append(f"the schedule gives {name} as STRING, not {inputs[name]['parameterType']}")
    return found


def main(arguments):
    report = Report("dataproc")
    schedule = json.loads(Path(arguments[0]).read_text())
    text = (HERE / "pipeline.py").read_text()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report.line("the pipeline compiles, in order, and the schedule gives what it asks for",
                    problems(text, folder, schedule))
        for right, wrong, message in BROKEN:
            found = problems(text.replace(right, wrong), folder, schedule)
            caught = right in text and any(message in problem for problem in found)
            report.line(f"caught: {wrong}", [] if caught else [f"said of it: {found}"])
    report.exit()


if __name__ == "__main__":
    main(sys.argv[1:])
