"""Holds the adapters that training can end with to PEFT: python job/bench/check_training_adapters.py

First write them:  mvn -pl udf -Dtest=PeftHandoverTest -Dsurefire.failIfNoSpecifiedTests=false test
Every folder of udf/target/peft-handover is loaded by PeftModel.from_pretrained over the small model of the
tests; its embeddings, ranks and, merged, the embeddings again must be Cellora's within 1e-5, and the base
under the adapter must stay as it was. Then the way back that needs no file of ours: what peft itself makes
of a trained PiSSA or OLoRA adapter (path_initial_model_for_weight_conversion) must be [A; A0], [B, -B0].
Exits 1 if anything differs. Needs torch, scimilarity, peft, safetensors.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from scimilarity.nn_models import Encoder

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-5
TARGETS = ["network.0.1", "network.1.1", "network.2"]


def base_model():
    base = Encoder(12, latent_dim=4, hidden_dim=[6, 5])
    base.load_state(str(ROOT / "udf/src/test/resources/weights/scimilarity_small/encoder.ckpt"))
    return base.eval()


def check_folder(folder):
    expected = json.loads((folder / "expected.json").read_text())
    x, wanted = torch.tensor(expected["x"]), torch.tensor(expected["embeddings"])
    with torch.no_grad():
        before = base_model()(x)
        model = PeftModel.from_pretrained(base_model(), str(folder)).eval()
        apart = (model(x) - wanted).abs().max().item()
        with model.disable_adapter():
            moved = (model(x) - before).abs().max().item()
        modules = dict(model.named_modules())
        ranks = {n: modules["base_model.model." + n].r["default"] for n in expected["ranks"]}
        merged = (model.merge_and_unload()(x) - wanted).abs().max().item()
    right = max(apart, merged) <= TOLERANCE and moved == 0 and ranks == expected["ranks"]
    print(f"{folder.name:14} off by {apart:.1e}, merged {merged:.1e}, base {moved:.0e}, ranks {list(ranks.values())}"
          f"  {'ok' if right else 'WRONG'}")
    return right


def check_conversion(init):
    """PEFT's own conversion of an adapter that starts from the base weight has the form that we save."""
    model = get_peft_model(
        base_model(), LoraConfig(r=2, lora_alpha=6, target_modules=TARGETS, init_lora_weights=init))
    start = {n: p.detach().clone() for n, p in model.named_parameters() if "lora_" in n}
    with tempfile.TemporaryDirectory() as folder:
        model.peft_config["default"].init_lora_weights = True
        model.save_pretrained(folder + "/start")
        model.peft_config["default"].init_lora_weights = init
        generator = torch.Generator().manual_seed(1)
        for name, value in model.named_parameters():
            if "lora_" in name:
                value.data += torch.randn(value.shape, generator=generator) * 0.2
        model.save_pretrained(folder + "/plain", path_initial_model_for_weight_conversion=folder + "/start")
        plain = load_file(folder + "/plain/adapter_model.safetensors")
        config = json.loads(Path(folder, "plain", "adapter_config.json").read_text())
    right = config["r"] == 4 and config["lora_alpha"] == 12
    for name, value in model.named_parameters():
        if "lora_" in name:
            whole, is_a = plain[name.replace(".default", "")], "lora_A" in name
            parts = [value, start[name] if is_a else -start[name]]
            right &= torch.equal(whole, torch.cat([p.detach() for p in parts], dim=0 if is_a else 1))
    print(f"{init:14} converted by peft to rank {config['r']}, alpha {config['lora_alpha']}"
          f"  {'ok' if right else 'WRONG'}")
    return right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "udf/target/peft-handover")
    folders = sorted(p.parent for p in parser.parse_args().folder.glob("*/expected.json"))
    if not folders:
        sys.exit("Cannot find adapters (run PeftHandoverTest first, see --help)")
    results = [check_folder(folder) for folder in folders]
    results += [check_conversion(init) for init in ("pissa", "olora")]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
