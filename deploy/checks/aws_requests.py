"""Requests to AWS against the models that its own client carries."""

import functools
import re

import awscli.botocore.session
from awscli.botocore.validate import ParamValidator

# Services as EventBridge Scheduler spells them, and as botocore does.
CLIENTS = {"emr": "emr", "emrserverless": "emr-serverless", "sagemaker": "sagemaker"}


@functools.cache
def _shape(service, operation):
    model = awscli.botocore.session.get_session().get_service_model(service)
    return model.operation_model(operation).input_shape


def problems(service, operation, request):
    """What the service would refuse: names, types, what is missing, lengths, patterns, choices."""
    shape = _shape(service, operation)
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        return report.generate_report().splitlines()
    return list(_limits(request, shape, operation))


def _limits(value, shape, where):
    """What botocore leaves to the service."""
    if shape.type_name == "structure":
        for name, member in value.items():
            yield from _limits(member, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        yield from _size(len(value), shape, where, "entries")
        for index, member in enumerate(value):
            yield from _limits(member, shape.member, f"{where}[{index}]")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from _limits(key, shape.key, f"{where}.{key}")
            yield from _limits(member, shape.value, f"{where}.{key}")
    elif shape.type_name == "string":
        yield from _size(len(value), shape, where, "characters")
        choices = getattr(shape, "enum", None)
        if choices and value not in choices:
            yield f"{where}: {value}, expected one of {', '.join(choices)}"
        pattern = shape.metadata.get("pattern")
        if pattern and not _matches(pattern, value):
            yield f"{where}: {value}, expected {pattern}"
    elif shape.type_name in ("integer", "long"):
        yield from _size(value, shape, where, "")


def _size(size, shape, where, unit):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        yield f"{where}: {size} {unit}, expected {low} to {high}"


def _matches(pattern, value):
    # The models speak Java's dialect; what Python does not know of it is not judged here.
    try:
        return re.search(rf"\A(?:{pattern})\Z", value) is not None
    except re.error:
        return True


def api_words(value, operation, service):
    """A request whose words begin with capitals, as EventBridge Scheduler wants it, in the API's words."""
    return _words(value, _shape(service, operation))


def _words(value, shape):
    if shape.type_name == "structure" and isinstance(value, dict):
        known = {name[0].upper() + name[1:]: name for name in shape.members}
        return {
            known.get(k, k): _words(v, shape.members[known[k]]) if k in known else v
            for k, v in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_words(v, shape.member) for v in value]
    return value
