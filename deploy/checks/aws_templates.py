"""What a CloudFormation template becomes once its variables are filled in."""

import re

from checks import load_yaml

# What stands for values that nobody has filled in yet.
SAMPLES = {
    "Region": "eu-central-1",
    "Bucket": "some-bucket",
    "Subnet": "subnet-0123456789abcdef0",
    "ImageAccount": "906073651304",
}
PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-central-1",
    "AWS::StackName": "cellora",
    "AWS::URLSuffix": "amazonaws.com",
}


def variables(file):
    """The variables of a variables.env by name, samples where they are to be filled in."""
    found = {}
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name] = value or SAMPLES.get(name, "")
    return found


def unexplained(file):
    """Variables of a variables.env without a comment above, and lines that are neither."""
    problems, comment = [], False
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if line.startswith("#"):
            comment = not line.startswith("# ---")
        elif not line:
            comment = False
        elif not re.fullmatch(r"[A-Z][A-Za-z]*=[A-Za-z0-9_.,:/*?=()+ -]*", line):
            problems.append(f"{file.name}:{number}: expected NAME=value: {line}")
        elif not comment:
            # Variables that belong together share the comment above the first.
            problems.append(f"{file.name}:{number}: no comment says what this is: {line}")
    return problems


class Template:
    """A template with its parameters: texts of !Sub, !If, !Ref and !GetAtt resolved."""

    def __init__(self, file, values):
        (self.data,) = load_yaml(file.read_text())
        self.values = values

    def resources(self, kind):
        return {
            name: resource["Properties"]
            for name, resource in self.data["Resources"].items()
            if resource["Type"] == kind
        }

    def parameter_problems(self, names_elsewhere):
        parameters = self.data.get("Parameters", {})
        problems = [f"{n} is no variable" for n in parameters if n not in self.values]
        for name, value in self.values.items():
            spec = parameters.get(name)
            if spec is None:
                if name not in names_elsewhere:
                    problems.append(f"{name} is neither a parameter nor used elsewhere")
                continue
            if not spec.get("Description"):
                problems.append(f"{name} has no description")
            if "AllowedValues" in spec and value not in spec["AllowedValues"]:
                problems.append(f"{name}: {value} is none of {spec['AllowedValues']}")
            if spec["Type"] == "Number" and not (
                value.isdigit() and int(value) >= spec.get("MinValue", 0)
            ):
                problems.append(f"{name}: {value} is no number from {spec.get('MinValue', 0)}")
            if not re.fullmatch(spec.get("AllowedPattern", ".+"), value):
                problems.append(f"{name}: {value} is not {spec.get('AllowedPattern', 'filled in')}")
        return problems

    def resolve(self, value):
        """A value of the template as CloudFormation would see it."""
        if isinstance(value, list):
            return [self.resolve(v) for v in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (key, of), = value.items()
            if key == "Ref":
                return self._reference(of)
            if key == "Fn::GetAtt":
                return self._reference(".".join(of))
            if key == "Fn::Sub":
                text, more = of if isinstance(of, list) else (of, {})
                return re.sub(
                    r"\$\{([^}]+)}",
                    lambda m: str(self.resolve(more[m[1]]) if m[1] in more else self._reference(m[1])),
                    text,
                )
            if key == "Fn::If":
                return self.resolve(of[1] if self._condition(of[0]) else of[2])
        return {k: self.resolve(v) for k, v in value.items()}

    def _condition(self, name):
        left, right = self.resolve(self.data["Conditions"][name]["Fn::Equals"])
        return left == right

    def _reference(self, name):
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.values:
            return self.values[name]
        resource, _, attribute = name.partition(".")
        kind = self.data["Resources"][resource]["Type"]
        service, what = kind.split("::")[1:]
        if attribute == "Arn":
            region, account = PSEUDO["AWS::Region"], PSEUDO["AWS::AccountId"]
            prefix = f"arn:aws:{service.lower()}:{'' if service == 'IAM' else region}:{account}:"
            return prefix + (resource if service == "SQS" else f"{what.lower()}/{resource}")
        return f"00sample{resource.lower()}"
