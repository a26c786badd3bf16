#!/usr/bin/env python3
"""Makes a Laurel package of a U-Net written in Python.

    python3 export_unet.py FOLDER

writes network.pt (TorchScript), weights.safetensors and manifest.json. Replace `UNet` by your own
network and the manifest's labels and input by your own; the rest stays. Needs PyTorch only.
"""

import hashlib
import json
import pathlib
import struct
import sys

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.norm = nn.GroupNorm(4, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.norm(self.second(torch.relu(self.first(x)))))


class UNet(nn.Module):
    """Two levels; images of any even height and width."""

    def __init__(self, channels: int, classes: int, width: int = 16):
        super().__init__()
        self.fine = Block(channels, width)
        self.coarse = Block(width, 2 * width)
        self.up = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.joined = Block(2 * width, width)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        fine = self.fine(images)
        coarse = self.coarse(torch.max_pool2d(fine, 2))
        return self.head(self.joined(torch.cat([fine, self.up(coarse)], dim=1)))


SEED = 1
LABELS = ["Soleus", "Tibialis anterior"]

MANIFEST = {
    "format": "laurel-model/1",
    "id": "scripted-leg",
    "name": "A scripted U-Net",
    "license": "Apache-2.0",
    "plugin": {"name": "torchscript", "version": "1.0"},  # network_sha256 is added below
    "labels": [{"value": value, "name": name} for value, name in enumerate(LABELS, start=1)],
    "input": {
        "modality": "MR",
        "axes": 2,
        "spacing_mm": [2.0, 2.0],
        "size": [64, 64],
        "laterality": "bilateral-mirrored",
    },
}


def safetensors(state: dict) -> bytes:
    """Laurel's narrow safetensors: F32 and I64, names sorted, no holes (docs/package-format.md)."""
    header, data = {}, b""
    for name in sorted(state):
        tensor = state[name].detach().cpu().contiguous()
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        values = tensor.numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def export(package: str) -> None:
    folder = pathlib.Path(package)
    folder.mkdir(parents=True)
    torch.manual_seed(SEED)
    network = UNet(channels=1, classes=len(LABELS) + 1)
    scripted = torch.jit.script(network)  # not frozen, not traced: parameters and modes remain
    scripted.save(str(folder / "network.pt"))
    (folder / "weights.safetensors").write_bytes(safetensors(network.state_dict()))
    digest = hashlib.sha256((folder / "network.pt").read_bytes()).hexdigest()
    MANIFEST["plugin"]["network_sha256"] = digest
    (folder / "manifest.json").write_text(json.dumps(MANIFEST, indent=2) + "\n")


if __name__ == "__main__":
    export(sys.argv[1])
