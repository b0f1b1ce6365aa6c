"""Write a network whose weights are the mean of others', each with a share; needs PyTorch, not Postil.

    python benchmarks/network/mean.py GATHERED.pkl TAUGHT.pkl MODEL_FOLDER DATA A.pt SHARE [B.pt SHARE …]

What fit.py kept as it went on from one set of labels to the next lies in one hollow: the mean of such networks reads
what they have not seen better than any of them (Wortsman et al. 2022). All must be fitted on one GATHERED.pkl.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))
from model import Batches, Network, pointed_right, said, targets, token_f1, write


def mean_of(networks: list[Network], parts: list[float]) -> Network:
    """Return the first network with the mean of all their weights, each having its part of the whole."""
    states = [network.state_dict() for network in networks]
    whole = sum(parts)
    mean = {
        name: sum(part / whole * state[name] for part, state in zip(parts, states, strict=True)) for name in states[0]
    }
    networks[0].load_state_dict(mean)
    return networks[0]


def main() -> None:
    """Write the mean; print how well it does on gold/unread."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("gathered", "taught", "model", "data"):
        parser.add_argument(name, type=Path)
    parser.add_argument("networks", nargs="+", metavar="A.pt SHARE")
    args = parser.parse_args()
    paths, parts = args.networks[::2], [float(part) for part in args.networks[1::2]]
    batches = Batches(args.gathered, args.taught)
    network = mean_of([torch.load(path, weights_only=False) for path in paths], parts)
    network.eval()
    unread = [(p, said(network, batches, p)) for p in batches.passages if p["folder"] == "unread"]
    who, nobody = pointed_right((p, *says[2:]) for p, says in unread)
    f1 = token_f1((says[0], targets(p)) for p, says in unread)
    print(f"unread tokens F1 {f1:.3f}, who feels {who:.3f}, nobody {nobody:.3f}")
    write(network, args.model, batches, args.data)


if __name__ == "__main__":
    main()
