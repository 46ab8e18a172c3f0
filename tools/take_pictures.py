"""The README's pictures: one page of each sheet of the example course, from its PDF.

Run it after `make demo`: .venv/bin/python tools/take_pictures.py (needs the test extra).
"""

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

TOP = Path(__file__).resolve().parent.parent
PAGES = {"pharmacy": "Worksheet C1D1", "nurse": "Nurse sheet C1D1", "patient": "Your clinic visits"}
WIDTH = 620


def main() -> None:
    for name, heading in PAGES.items():
        document = pypdfium2.PdfDocument(TOP / "out" / f"{name}.pdf")
        page = next(page for page in document if heading.replace(" ", "") in page.get_textpage().get_text_bounded().replace(" ", ""))
        picture = page.render(scale=WIDTH * 2 / page.get_width()).to_pil().convert("L")
        picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
        picture.quantize(16).save(TOP / "docs" / "pictures" / f"{name}.png", optimize=True)
        sys.stdout.write(f"docs/pictures/{name}.png\n")


if __name__ == "__main__":
    main()
