"""Least privilege, held to what can be read off a template and to AWS's list of actions."""

import json
from pathlib import Path

import cfnlint

# AWS's services, their actions, and the kinds of resource that each can be granted for.
SERVICES = json.loads((Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())
# Harmless, and granted for everything.
FOR_ALL = {"ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"}
WRITES = ("s3:Put", "s3:Delete", "s3:Abort")
# Services whose roles AWS assumes on no account's behalf but the own: EC2 hands them to own machines alone.
WITHOUT_ACCOUNT = {"ec2.amazonaws.com"}


def _list(value):
    return value if isinstance(value, list) else [value]


def problems(template):
    """Statements that allow more than a bucket's folder, an own resource, or a known exception."""
    found = []
    for name, role in template.resources("AWS::IAM::Role").items():
        for trust in role["AssumeRolePolicyDocument"]["Statement"]:
            service = trust["Principal"].get("Service", "anybody")
            account = trust.get("Condition", {}).get("StringEquals", {}).get("aws:SourceAccount")
            if account is None and service not in WITHOUT_ACCOUNT:
                found.append(f"{name}: {service} may assume it for any account (aws:SourceAccount)")
        for policy in role.get("Policies", []):
            for statement in template.resolve(policy["PolicyDocument"]["Statement"]):
                found += [f"{name}: {p}" for p in _statement(statement)]
    return found


def _has_resources(action):
    service, name = action.lower().split(":")
    return "Resources" in SERVICES.get(service, {}).get("Actions", {}).get(name, {"Resources": []})


def _is_for_all(action, statement):
    """An action that AWS grants for everything only needs a condition."""
    narrowed = "aws:RequestTag" in str(statement.get("Condition"))
    return action in FOR_ALL or (narrowed and not _has_resources(action))


def _statement(statement):
    for action in _list(statement["Action"]):
        for resource in _list(statement["Resource"]):
            if "*" in action:
                yield f"{action} is more than one action"
            if resource == "*" and not _is_for_all(action, statement):
                yield f"{action} is allowed on everything"
            if resource != "*" and not _has_resources(action):
                yield f"{action} can be granted for \"*\" only, not for {resource}"
            if action.startswith(WRITES) and not resource.endswith(("/results/*", "/logs/*")):
                yield f"{action} is allowed outside results/ and logs/: {resource}"
            if action.startswith("s3:Get") and resource.endswith(":::*"):
                yield f"{action} is allowed on every bucket"
            if action == "s3:ListBucket" and "s3:prefix" not in str(statement.get("Condition")):
                yield "s3:ListBucket is allowed outside cellora/"
            if action == "iam:PassRole" and "iam:PassedToService" not in str(statement.get("Condition")):
                yield f"iam:PassRole to any service: {resource}"
