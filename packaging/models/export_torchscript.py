#!/usr/bin/env python3
"""Rebuilds a package's network in Python and writes it as a TorchScript package.

    python3 export_torchscript.py PACKAGE FOLDER

PACKAGE is a package of the plugins unet2d or limb_muscle; FOLDER is made and holds the same weights
and manifest, but for the plugin, which becomes torchscript. Needs PyTorch and numpy only, nothing of
Laurel: it is written from docs/package-format.md and docs/plugin-guide.md, and so checks them.
"""

import hashlib
import json
import pathlib
import struct
import sys
from typing import List

import numpy
import torch
import torch.nn.functional as F
from torch import nn


def read_safetensors(path: pathlib.Path) -> dict:
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    kinds = {"F32": "<f4", "I64": "<i8"}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(content[8 + length + begin:8 + length + end], kinds[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors


def norm_of(kind: str, groups: int, width: int) -> nn.Module:
    if kind == "none":
        return nn.Identity()
    if kind == "batch":
        return nn.BatchNorm2d(width)
    return nn.GroupNorm(groups if kind == "group" else width, width)


def padded(images: torch.Tensor, multiple: int, least: int) -> torch.Tensor:
    """Zeros below and to the right until both extents are multiples and large enough."""
    rows = max(least, (images.size(2) + multiple - 1) // multiple * multiple)
    columns = max(least, (images.size(3) + multiple - 1) // multiple * multiple)
    return F.pad(images, [0, columns - images.size(3), 0, rows - images.size(2)])


class UNetBlock(nn.Module):
    def __init__(self, settings: dict, inputs: int, outputs: int, dilation: int):
        super().__init__()
        kind, groups = settings["norm"], settings["groups"]
        bias = kind == "none"
        self.residual = bool(settings["residual"])
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=bias)
        self.norm1 = norm_of(kind, groups, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=dilation, dilation=dilation, bias=bias)
        self.norm2 = norm_of(kind, groups, outputs)
        self.shortcut = nn.Identity()
        if self.residual and inputs != outputs:
            self.shortcut = nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        if self.residual:
            y = y + self.shortcut(x)
        return torch.relu(y)


class UNetUp(nn.Module):
    def __init__(self, settings: dict, inputs: int, level: int):
        super().__init__()
        width = settings["widths"][level]
        self.mode = settings["up"]
        if self.mode == "transposed":
            self.up = nn.ConvTranspose2d(inputs, width, 2, stride=2)
        else:
            self.up = nn.Conv2d(inputs, width, 1)
        self.block = UNetBlock(settings, 2 * width, width, settings["dilations"][level])

    def forward(self, x: torch.Tensor, skipped: torch.Tensor) -> torch.Tensor:
        x = self.up(x)
        if self.mode == "bilinear":
            x = F.interpolate(x, [skipped.size(2), skipped.size(3)], mode="bilinear",
                              align_corners=False)
        elif self.mode == "nearest":
            x = F.interpolate(x, [skipped.size(2), skipped.size(3)], mode="nearest")
        return self.block(torch.cat([skipped, x], dim=1))


class UNet(nn.Module):
    def __init__(self, settings: dict, channels: int, classes: int):
        super().__init__()
        widths = settings["widths"]
        inputs = channels
        encoder, decoder = {}, {}
        for level, width in enumerate(widths):
            encoder[str(level)] = UNetBlock(settings, inputs, width, settings["dilations"][level])
            inputs = width
        for level in reversed(range(len(widths) - 1)):
            decoder[str(level)] = UNetUp(settings, inputs, level)
            inputs = widths[level]
        self.multiple = 2 ** (len(widths) - 1)
        self.dropout = float(settings["dropout"])
        self.encoder = nn.ModuleDict(encoder)
        self.decoder = nn.ModuleDict(decoder)  # deepest first, named by level
        self.head = nn.Conv2d(inputs, classes, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        x = padded(images, self.multiple, self.multiple)
        skipped: List[torch.Tensor] = []
        for block in self.encoder.values():
            if len(skipped) > 0:
                x = F.max_pool2d(x, 2)
            x = block(x)
            skipped.append(x)
        skipped.pop()  # the deepest has no way across
        x = F.dropout2d(x, self.dropout, self.training)
        for up in self.decoder.values():
            x = up(x, skipped.pop())
        return self.head(x)[:, :, :images.size(2), :images.size(3)]


def unet_settings(given: dict) -> dict:
    settings = {"norm": "group", "groups": 8, "residual": False, "up": "transposed", "dropout": 0}
    settings.update(given)
    if settings["up"] == "max-unpooling":
        raise SystemExit("max-unpooling is not rebuilt here: TorchScript packages need another up")
    if "widths" not in settings:
        depth, width = settings.get("depth", 4), settings.get("width", 24)
        settings["widths"] = [min(width << level, 256) for level in range(depth)]
    settings.setdefault("dilations", [1] * len(settings["widths"]))
    return settings


class LimbConvolution(nn.Module):
    def __init__(self, kind: str, inputs: int, outputs: int, kernel: int, stride: int, padding: int):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding)
        self.norm = norm_of(kind, 8, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(x))


class LimbBlock(nn.Module):
    def __init__(self, kind: str, inputs: int, outputs: int):
        super().__init__()
        self.first = LimbConvolution(kind, inputs, outputs, 3, 1, 1)
        self.second = LimbConvolution(kind, outputs, outputs, 3, 1, 1)

    def forward(self, x: torch.Tensor, shortcut: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.second(torch.relu(self.first(x))) + shortcut)


class LimbDown(nn.Module):
    def __init__(self, kind: str, widths: list, level: int):
        super().__init__()
        self.halves = level > 0
        self.down = nn.Identity()
        if self.halves:
            self.down = LimbConvolution(kind, widths[level - 1], widths[level], 2, 2, 0)
        self.block = LimbBlock(kind, widths[level], widths[level])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.halves:
            x = torch.relu(self.down(x))
        return self.block(x, x)


class LimbTransposed(nn.Module):
    def __init__(self, kind: str, inputs: int, outputs: int, factor: int):
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, outputs, factor, stride=factor)
        self.norm = norm_of(kind, 8, outputs)

    def forward(self, x: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        return torch.relu(self.norm(self.conv(x, output_size=[rows, columns])))


class LimbUp(nn.Module):
    def __init__(self, kind: str, inputs: int, widths: list, level: int):
        super().__init__()
        width = widths[level]
        self.up = LimbTransposed(kind, inputs, width, 3 if level + 1 == len(widths) else 2)
        self.block = LimbBlock(kind, 2 * width, width)

    def forward(self, x: torch.Tensor, skipped: torch.Tensor) -> torch.Tensor:
        larger = self.up(x, skipped.size(2), skipped.size(3))
        return self.block(torch.cat([skipped, larger], dim=1), larger)


class LimbNet(nn.Module):
    def __init__(self, variant: str, channels: int, classes: int):
        super().__init__()
        slim = variant == "slim"
        kind = "group" if slim else "batch"
        widths = [16, 32, 64, 96, 192] if slim else [32, 64, 128, 256, 512]
        inputs = 384 if slim else 1024
        self.input = LimbConvolution(kind, channels, widths[0], 1, 1, 0)
        self.encoder = nn.ModuleDict(
            {str(level): LimbDown(kind, widths, level) for level in range(len(widths))})
        self.bottom = LimbConvolution(kind, widths[-1], inputs, 3, 3, 0)
        decoder = {}
        for level in reversed(range(len(widths))):
            decoder[str(level)] = LimbUp(kind, inputs, widths, level)
            inputs = widths[level]
        self.decoder = nn.ModuleDict(decoder)  # deepest first, named by level
        self.head = nn.Conv2d(inputs, classes, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.input(padded(images, 1, 48)))
        skipped: List[torch.Tensor] = []
        for down in self.encoder.values():
            x = down(x)
            skipped.append(x)
        x = torch.relu(self.bottom(x))
        for up in self.decoder.values():
            x = up(x, skipped.pop())
        return self.head(x)[:, :, :images.size(2), :images.size(3)]


def network_of(manifest: dict) -> nn.Module:
    plugin = manifest["plugin"]
    given = plugin.get("hyperparameters", {})
    channels = manifest["input"].get("channels", 1)
    classes = len(manifest["labels"]) + 1
    if plugin["name"] == "unet2d":
        return UNet(unet_settings(given), channels, classes)
    if plugin["name"] == "limb_muscle":
        return LimbNet(given.get("variant", "published"), channels, classes)
    raise SystemExit(f"expected a package of unet2d or limb_muscle, got {plugin['name']}")


def export(package: pathlib.Path, folder: pathlib.Path) -> None:
    manifest = json.loads((package / "manifest.json").read_text())
    network = network_of(manifest)
    network.load_state_dict(read_safetensors(package / "weights.safetensors"))  # strict
    folder.mkdir(parents=True)
    torch.jit.script(network).save(str(folder / "network.pt"))
    digest = hashlib.sha256((folder / "network.pt").read_bytes()).hexdigest()
    manifest["plugin"] = {"name": "torchscript", "version": "1.0", "network_sha256": digest}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (folder / "weights.safetensors").write_bytes((package / "weights.safetensors").read_bytes())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    export(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
