"""Tag the golden library with the real model: `python tests/golden/make_tags.py`. Run once: the tags are kept.

So golden pages change when pages change, and not when the tagging does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))


def main() -> None:
    from postil.pipeline import given_of
    from postil.place import place
    from postil.read import read_content
    from postil.tag.tagger import load
    from postil.tags import to_json

    content = read_content(HERE / "content")
    tagger = load(content.library.model)
    for story in content.stories:
        tags = to_json(tagger.tag(story.text, given_of(story, place(story))))
        (HERE / "tags").mkdir(exist_ok=True)
        kept = json.dumps(tags, ensure_ascii=False, indent=1) + "\n"
        (HERE / "tags" / f"{story.slug}.json").write_text(kept, encoding="utf-8")


if __name__ == "__main__":
    main()
