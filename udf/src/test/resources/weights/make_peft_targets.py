"""Makes peft_targets/: adapters whose layers PEFT chose in every way it knows, with PEFT's own answers.

Needs torch 2.7, scimilarity, peft:  PYTHONHASHSEED=0 python make_peft_targets.py
Takes the model and the cells that make_fixtures.py made; expected.json holds PEFT's merged embeddings.
"""

import json
import shutil
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file
from scimilarity.nn_models import Encoder

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "peft_targets"
EVERY = r"network\.(\d\.1|2)"
CASES = {
    "suffix": {"target_modules": ["0.1", "1.1"]},
    "full_name": {"target_modules": ["network.2"]},
    "regex": {"target_modules": r"network\.[01]\.1"},
    "regex_patterns": {
        "target_modules": EVERY,
        "rank_pattern": {r"network\.\d\.1": 3, "2": 1},
        "alpha_pattern": {r"[12]\.1": 7},
    },
    "first_pattern_wins": {
        "target_modules": EVERY,
        "rank_pattern": {r"0\.1": 1, r"\d\.1": 3},
        "alpha_pattern": {".*": 2, "network.2": 9},
    },
    "excluded": {"target_modules": EVERY, "exclude_modules": ["network.1.1"]},
    "layers": {"target_modules": ["0.1", "1.1"], "layers_to_transform": [1], "layers_pattern": "network"},
    "bfloat16": {"target_modules": EVERY, "use_rslora": True},
    "float16": {"target_modules": EVERY},
}


def base():
    state = torch.load(HERE / "scimilarity_small" / "encoder.ckpt", weights_only=True)["state_dict"]
    widths = [tensor.shape[0] for tensor in state.values() if tensor.dim() == 2]
    encoder = Encoder(state["network.0.1.weight"].shape[1], widths[-1], widths[:-1])
    encoder.load_state_dict(state)
    return encoder.eval()


def main():
    torch.set_grad_enabled(False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    x = torch.tensor(json.loads((HERE / "scimilarity_small_expected.json").read_text())["x"])
    expected = {}
    for name, options in CASES.items():
        generator = torch.Generator().manual_seed(23)
        adapted = get_peft_model(base(), LoraConfig(r=2, lora_alpha=5, **options)).eval()
        for key, parameter in adapted.named_parameters():
            if "lora_" in key:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.5)
                if name in ("bfloat16", "float16"):
                    # exact in float32 too, in which PEFT computes here
                    half = parameter.to(getattr(torch, name))
                    parameter.copy_(half.float())
        if name in ("bfloat16", "float16"):
            kind = getattr(torch, name)
            state = {k: v.to(kind) for k, v in adapted.state_dict().items() if "lora_" in k}
            adapted.save_pretrained(FOLDER / name, state_dict=state)
        else:
            adapted.save_pretrained(FOLDER / name)
        (FOLDER / name / "README.md").unlink()
        merged = adapted.merge_and_unload()
        keys = load_file(FOLDER / name / "adapter_model.safetensors")
        layers = {key.removeprefix("base_model.model.").split(".lora_")[0] for key in keys}
        expected[name] = {"embeddings": merged(x).tolist(), "layers": sorted(layers)}
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main()
