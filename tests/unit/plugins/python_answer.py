"""Makes the example's package, and writes what its network answers in plain Python, one number a line.

    python_answer.py FOLDER_OF_THE_EXAMPLE PACKAGE ANSWER
"""

import sys

import torch

examples, package, answer = sys.argv[1:]
sys.path.insert(0, examples)
sys.dont_write_bytecode = True
import export_unet  # noqa: E402

export_unet.export(package)
torch.manual_seed(export_unet.SEED)
network = export_unet.UNet(channels=1, classes=len(export_unet.LABELS) + 1).eval()
images = (torch.arange(64 * 48) % 17).float() / 16
with torch.no_grad():
    logits = network(images.view(1, 1, 64, 48))
with open(answer, "w", encoding="ascii") as file:
    file.writelines(f"{value:.9g}\n" for value in logits.flatten().tolist())
