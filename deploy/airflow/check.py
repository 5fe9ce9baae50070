"""Reads the examples for Airflow without Airflow (860 MB), and broken copies of them.

A DAG is looked at as Python's syntax tree: that operators are given arguments that they have, that variables
are those of variables.json, that files of deploy/kubernetes are there, that schedules have five fields. With
AIRFLOW_PYTHON, the Python of an environment with Airflow and the two providers, the DAGs are loaded as well.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "checks"))
from checks import Report, load_json  # noqa: E402

# Of apache-airflow-providers-apache-spark 5.3 and -cncf-kubernetes 10.10, and of every operator of Airflow 2.10:
# what the examples may use.
KNOWN = {
    "SparkSubmitOperator": {
        "task_id", "retries", "retry_delay", "application", "application_args", "conf", "conn_id", "env_vars",
        "jars", "java_class", "name", "files", "driver_memory", "executor_memory", "executor_cores", "num_executors",
    },
    "SparkKubernetesOperator": {
        "task_id", "retries", "retry_delay", "name", "namespace", "application_file", "kubernetes_conn_id",
        "get_logs", "delete_on_termination",
    },
    "DAG": {"dag_id", "description", "schedule", "start_date", "catchup", "max_active_runs", "tags"},
}
NEEDED = {
    "SparkSubmitOperator": {"task_id", "application", "java_class", "application_args"},
    "SparkKubernetesOperator": {"task_id", "namespace", "application_file"},
    "DAG": {"dag_id", "schedule", "start_date"},
}
VARIABLE = re.compile(r"var\.json\.cellora\.(\w+)")
LOADED = """
import sys
from airflow.models import DagBag
bag = DagBag(sys.argv[1], include_examples=False)
print("\\n".join(bag.import_errors.values()) or sorted(bag.dags), file=sys.stderr)
sys.exit(bool(bag.import_errors) or sorted(bag.dags) != ["cellora", "cellora_kubernetes"])
"""

BROKEN = [
    ("cellora_dag.py", "java_class=", "main_class=", "SparkSubmitOperator has no main_class"),
    ("cellora_dag.py", 'application="{{ var.json.cellora.job_jar }}",', "", "SparkSubmitOperator needs application"),
    ("cellora_dag.py", "cellora.label }}", "cellora.labels }}", "variables.json has no labels"),
    ("cellora_dag.py", "0 3 * * 0", "0 3 * *", "schedule 0 3 * *"),
    ("cellora_dag.py", "tables = submit(", "tables = submit(((", "never closed"),
    ("cellora_dag.py", "doctor >> embed", "doctor >> embeds", "embeds is not defined"),
    ("cellora_kubernetes_dag.py", "namespace=", "name_space=", "SparkKubernetesOperator needs namespace"),
    ("cellora_kubernetes_dag.py", 'application("embed")', 'application("ingest")', "deploy/kubernetes has no ingest.yaml"),
    ("variables.json", '"label": "cell_type",', '"label": "cell_type"', "Expecting ',' delimiter"),
    ("variables.json", '"job_jar"', '"jar"', "variables.json has no job_jar"),
]


def calls(tree, problems):
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", "")
        given = {keyword.arg for keyword in call.keywords}
        problems += [f"{name} has no {more}" for more in sorted(given - KNOWN.get(name, given))]
        problems += [f"{name} needs {missing}" for missing in sorted(NEEDED.get(name, set()) - given)]
        for keyword in call.keywords:
            if name == "DAG" and keyword.arg == "schedule" and len(keyword.value.value.split()) != 5:
                problems.append(f"schedule {keyword.value.value} has not five fields")
        if name == "application" and not (HERE.parent / "kubernetes" / f"{call.args[0].value}.yaml").is_file():
            problems.append(f"deploy/kubernetes has no {call.args[0].value}.yaml")


def names(tree, problems):
    """Names of the module that are read and never made."""
    made = set(dir(__builtins__))
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            made.add(node.asname or node.name)
        elif isinstance(node, (ast.FunctionDef, ast.arg)):
            made.add(getattr(node, "name", None) or node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in made:
            problems.append(f"{node.id} is not defined")


def problems_of(texts):
    problems = []
    try:
        variables = load_json(texts["variables.json"])["cellora"]
    except ValueError as wrong:
        return [str(wrong)]
    used = set()
    for file, text in texts.items():
        if not file.endswith(".py"):
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError as wrong:
            problems.append(str(wrong))
            continue
        calls(tree, problems)
        names(tree, problems)
        used |= set(VARIABLE.findall(text))
    problems += [f"variables.json has no {name}" for name in sorted(used - variables.keys())]
    problems += [f"nothing uses {name} of variables.json" for name in sorted(variables.keys() - used)]
    return problems


def loaded(report, python):
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "AIRFLOW_HOME": home, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
        command = [python, "-c", LOADED, str(HERE)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        said = run.stderr.strip().splitlines()[-1:] if run.returncode else []
        report.line("Airflow loads both", said)


def main():
    report = Report("airflow")
    files = ("cellora_dag.py", "cellora_kubernetes_dag.py", "variables.json")
    texts = {file: (HERE / file).read_text() for file in files}
    report.line("both examples and their variables", problems_of(texts))
    for file, right, wrong, message in BROKEN:
        broken = {**texts, file: texts[file].replace(right, wrong)}
        found = problems_of(broken)
        caught = right in texts[file] and any(message in problem for problem in found)
        report.line(f"caught: {wrong or 'no ' + right} in {file}", [] if caught else [f"said of it: {found}"])
    if os.environ.get("AIRFLOW_PYTHON"):
        loaded(report, os.environ["AIRFLOW_PYTHON"])
    report.exit()


if __name__ == "__main__":
    main()
