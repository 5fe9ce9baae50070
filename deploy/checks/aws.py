"""Checks deploy/emr, emr-serverless, sagemaker and athena without an account. See deploy/check.sh."""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import aws_policies
import aws_requests
from aws_broken import BROKEN
from aws_templates import Template, unexplained, variables
from cfnlint.api import lint
from checks import ROOT, Report, load_json

EXECUTION = ("<aws.scheduler.execution-id>", "d32c5kddcf5bb8c3")
# Variables that deploy/aws.sh, deploy/athena and the JSON files take, not the template beside them.
ELSEWHERE = {
    "emr": {"Region", "Name", "Database"},
    "emr-serverless": {"Region", "Name", "Database"},
    "sagemaker": {"Region", "Name", "Database", "DriverMemory", "ExecutorMemory", "ExecutorOverhead",
                  "ExecutorCores"},
}
OUTPUTS = {"ApplicationId": "00f1r2s3t4u5v609",
           "JobRole": "arn:aws:iam::123456789012:role/cellora-JobRole"}


def linted(folder):
    text = (folder / "template.yaml").read_text()
    matches = lint(text, regions=["us-east-1", "eu-central-1"])
    return [f"{m.rule.id} line {m.linenumber}: {m.message[:200]}" for m in matches]


def scheduled(template):
    """The schedule's own request, and what it sends: service, operation, request."""
    (schedule,) = template.resources("AWS::Scheduler::Schedule").values()
    schedule = template.resolve(schedule)
    service, action = schedule["Target"]["Arn"].split(":aws-sdk:")[1].split(":")
    operation = action[0].upper() + action[1:]
    try:
        request = load_json(schedule["Target"]["Input"].replace(*EXECUTION))
    except ValueError as e:
        raise ValueError(f"the schedule's input is no JSON: {e}") from e
    client = aws_requests.CLIENTS[service]
    return schedule, client, operation, aws_requests.api_words(request, operation, client)


def filled(file, values):
    """A JSON file with ${Name} and ${Output:Name} filled in, as deploy/aws.sh does it."""
    text = re.sub(r"\$\{Output:(\w+)}", lambda m: OUTPUTS.get(m[1], m[0]), file.read_text())
    text = re.sub(r"\$\{(\w+)}", lambda m: values.get(m[1], m[0]), text)
    left = re.findall(r"\$\{[^}]*}", text)
    if left:
        raise ValueError(f"{file.name}: {', '.join(left)} is no variable")
    return load_json(text.replace(*EXECUTION))


def steps_request(steps):
    """The request AddJobFlowSteps of steps in the words of the CLI."""
    request = []
    for step in steps:
        kind, jar, args = step.pop("Type"), step.pop("Jar"), step.pop("Args")
        if kind != "CUSTOM_JAR":
            raise ValueError(f"Type {kind}, expected CUSTOM_JAR")
        request.append({**step, "HadoopJarStep": {"Jar": jar, "Args": args}})
    return {"JobFlowId": "j-3H6EATEWWRWS", "Steps": request}


def cron_problems(expression):
    """Scheduler's cron has six fields, and one of the two for days is a question mark."""
    if not expression.startswith("cron("):
        return [] if re.fullmatch(r"rate\([1-9]\d* (minutes?|hours?|days?)\)", expression) else [
            f"{expression}: expected cron(...) or rate(...)"]
    fields = expression[5:-1].split()
    if len(fields) != 6 or (fields[2] == "?") == (fields[4] == "?"):
        return [f"{expression}: expected six fields, one ? for the day of month or of week"]
    return []


def schedule_problems(template):
    schedule, client, operation, request = scheduled(template)
    return (aws_requests.problems("scheduler", "CreateSchedule", schedule)
            + cron_problems(schedule["ScheduleExpression"])
            + aws_requests.problems(client, operation, request))


def twin_problems(template, folder, values):
    """run-all.json and the schedule are the same request."""
    request = scheduled(template)[3]
    twin = filled(folder / "run-all.json", values)
    for each in (request, twin):
        each.pop("applicationId"), each.pop("executionRoleArn")
    return [f"{key}: {request.get(key)} in the schedule, {twin.get(key)} in run-all.json"
            for key in sorted({*request, *twin}) if request.get(key) != twin.get(key)]


def worker_problems(template):
    """The sizes that EMR Serverless has for a worker of so many vCPU: GB from, to, in steps of."""
    sizes = {4: (8, 30, 1), 8: (16, 60, 4), 16: (32, 120, 8)}
    (application,) = template.resources("AWS::EMRServerless::Application").values()
    properties = application["RuntimeConfiguration"][0]["Properties"]
    found = []
    for who in ("driver", "executor"):
        cores = int(properties[f"spark.{who}.cores"])
        heap = int(properties[f"spark.{who}.memory"].rstrip("g"))
        gigabytes = heap * (1 + float(properties["spark.emr-serverless.memoryOverheadFactor"]))
        low, high, step = sizes[cores]
        if not low <= gigabytes <= high or gigabytes % step:
            found.append(f"{who}: {gigabytes:g} GB, expected {low} to {high} in steps of {step} "
                         f"for {cores} vCPU")
    return found


def submit_problems(request):
    """Main class and jars are those that are built, and stand where uploads go."""
    text = json.dumps(request)
    expected = {
        "natives in --jars": r"--jars[\", ]+\S*/cellora-natives-cpu-[\w.-]+\.jar",
        "job jar": r"/cellora-job-[\w.-]+-all\.jar\"",
        "logs": r"s3://some-bucket/cellora/logs/",
    }
    classes = set(re.findall(r"--class[\", ]+([\w.]+)", text))
    return ([] if classes == {"io.cellora.job.Main"} else [f"main class {sorted(classes)}"]) + [
        f"no {what} ({pattern})" for what, pattern in expected.items() if not re.search(pattern, text)]


def gpu_problems(template):
    """With GPUs each step has the natives for CUDA beside those for the processor."""
    return [f"step {step['Name']} without cellora-natives-cu128"
            for step in scheduled(template)[3]["Steps"]
            if "/cellora-natives-cu128-" not in str(step["HadoopJarStep"]["Args"])]


def readme_problems(folder):
    text = (folder / "README.md").read_text()
    steps = re.findall(r"(?m)^## (\d)\. ", text)
    return ([] if steps == list("12345") else [f"README.md: steps {steps}, expected 1 to 5"]) + (
        [] if "**Not tried:**" in text else ["README.md: does not say what was not tried"])


def checks(deploy, way):
    """What is checked of a way, by name: functions that answer problems."""
    folder = deploy / way
    if way == "athena":
        values = variables(deploy / "emr/variables.env")
        template = Template(folder / "template.yaml", values)
        yield "cfn-lint of template.yaml", lambda: linted(folder)
        yield "least privilege", lambda: aws_policies.problems(template)
        return
    values = variables(folder / "variables.env")
    template = Template(folder / "template.yaml", values)
    yield "cfn-lint of template.yaml", lambda: linted(folder)
    yield "each variable is explained", lambda: unexplained(folder / "variables.env")
    yield "variables and parameters agree", lambda: template.parameter_problems(ELSEWHERE[way])
    yield "least privilege", lambda: aws_policies.problems(template)
    yield "CreateSchedule, and the request that it sends", lambda: schedule_problems(template)
    yield "jars, class, logs", lambda: submit_problems(scheduled(template)[3])
    if way == "emr":
        gpu = Template(folder / "template.yaml", {**values, "Device": "gpu"})
        yield "the request with GPUs", lambda: schedule_problems(gpu) + gpu_problems(gpu)
        yield "AddJobFlowSteps of evaluate.json", lambda: aws_requests.problems(
            "emr", "AddJobFlowSteps", steps_request(filled(folder / "evaluate.json", values)))
    if way == "emr-serverless":
        for job in ("doctor.json", "run-all.json", "evaluate.json"):
            yield f"StartJobRun of {job}", lambda job=job: aws_requests.problems(
                "emr-serverless", "StartJobRun", filled(folder / job, values))
        yield "run-all.json is what the schedule sends", lambda: twin_problems(template, folder, values)
        yield "sizes of workers", lambda: worker_problems(template)
    if way == "sagemaker":
        yield "configuration.json can be filled in", lambda: (
            filled(folder / "configuration.json", values) and [])
    yield "README", lambda: readme_problems(folder)


def answers(deploy, way, only=None):
    """Name and problems of each check; a file that cannot be read is a problem too."""
    try:
        for name, check in checks(deploy, way):
            if only is None or re.search(only, name):
                try:
                    yield name, check()
                except (ValueError, KeyError, TypeError) as e:
                    yield name, [f"{type(e).__name__}: {e}"]
    except Exception as e:  # a template that is no YAML
        yield "files can be read", [f"{type(e).__name__}: {e}"]


def write_scheduled(way, folder):
    """What EventBridge Scheduler would answer, for aws_walk.sh: the target, and its input alone."""
    template = Template(ROOT / way / "template.yaml", variables(ROOT / way / "variables.env"))
    (schedule,) = template.resources("AWS::Scheduler::Schedule").values()
    target = template.resolve(schedule)["Target"]
    (folder / "target.json").write_text(json.dumps(target))
    (folder / "input.json").write_text(target["Input"])


def main():
    if sys.argv[1:2] == ["--scheduled"]:
        write_scheduled(sys.argv[2], Path(sys.argv[3]))
        return
    report = Report("aws")
    for way in ("emr", "emr-serverless", "sagemaker", "athena"):
        for name, problems in answers(ROOT, way):
            report.line(f"{way}: {name}", problems)
    with tempfile.TemporaryDirectory() as scratch:
        for number, (file, right, wrong, by, message) in enumerate(BROKEN):
            copy = Path(scratch) / str(number)
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("checks", "__pycache__"))
            what = " ".join(f"{wrong.strip() or 'nothing'} for {right.strip()}".split())
            report.line(f"caught: {file}: {what}"[:110],
                        uncaught(copy, file, right, wrong, by, message))
    report.exit()


def uncaught(copy, file, right, wrong, by, message):
    """Breaks a file of a copy, and answers a problem if the check does not see it."""
    text = (copy / file).read_text()
    if right not in text:
        return [f"nothing to break: {right}"]
    (copy / file).write_text(text.replace(right, wrong, 1))
    found = [p for _, problems in answers(copy, file.split("/")[0], by) for p in problems]
    return [] if any(message in p for p in found) else [f"not seen by {by}: {found}"]


if __name__ == "__main__":
    main()
