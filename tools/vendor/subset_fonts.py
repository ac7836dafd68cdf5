"""Build the self-hosted fonts: `python subset_fonts.py NODE_MODULES TARGET_FOLDER`.

Each face keeps the characters this product sets and nothing else, because all of them together are part of the first load.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

BASIC_LATIN = range(0x20, 0x7F)
LATIN_1 = frozenset(range(0xA0, 0x100)) - frozenset(map(ord, "¡¢£¤¥¦¨ª¬¯´¶¸º¼¾¿ÐÝÞðýþÿ")) - {0xAD}
GREEK = "αβγδεηθλμπρσφΔ"
SPACES = "\N{THIN SPACE}\N{HAIR SPACE}\N{NARROW NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}"
PUNCTUATION = "–—‘’“”„…•†‹›′″"
FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻½"
OPERATORS = "−×÷±·≤≥≈≠∞√∂"
ARROWS = "←↑→↓↔"
TEXT = frozenset(
    {
        *BASIC_LATIN,
        *LATIN_1,
        *map(ord, GREEK + SPACES + PUNCTUATION + FIGURES + OPERATORS + ARROWS),
    }
)
# The serif sets headings, prose and names, never what a user writes: accents that such words have, not all of Latin-1.
SERIF = TEXT - frozenset(range(0xC0, 0x100)) | frozenset(map(ord, "×÷äåçèéêëíïñóôöøúüÅÉÖØÜ"))

MATH_ITALIC = frozenset(range(0x1D434, 0x1D468)) - {0x1D455}  # a hole: italic h is the Planck constant, U+210E
MATH_ITALIC_GREEK = range(0x1D6E2, 0x1D71C)
MATH_SIGNS = (
    "ℎℓℒℝ∂∇∈∑√∞⊤′″°"
    "−±×÷⋅·∗∘⊙=≠≈≡≔<>≤≥≪≫∝∼"
    "←→↦⟶⟼↑↓"
    "()[]{}|∣‖∥⟨⟩"
    "…⋯⋮ˆ˜¯"
    "\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}\N{INVISIBLE PLUS}"
)
MATH = frozenset(
    {
        *BASIC_LATIN,
        0xA0,
        *MATH_ITALIC,
        *MATH_ITALIC_GREEK,
        *map(ord, GREEK + "ΓΘΛΞΠΦΨΩϵϕ" + SPACES + MATH_SIGNS),
    }
)


@dataclass(frozen=True)
class Face:
    """One woff2 file: its source inside node_modules, the characters kept, the axes of a variable font pinned or cut.

    `name` is a new name for a font whose licence reserves its own for unmodified versions: a subset is a modified one.
    """

    file: str
    source: str
    characters: Iterable[int]
    features: tuple[str, ...]
    axes: dict[str, float | tuple[float, float]] | None = None
    name: str | None = None


TEXT_FEATURES = ("kern", "ccmp", "liga", "tnum", "lnum")
FACES = (
    Face(
        "inter.woff2",
        "inter-ui/variable/InterVariable.woff2",
        TEXT,
        TEXT_FEATURES,
        {"wght": (400, 600), "opsz": 14},
    ),
    Face(
        "source-serif-400.woff2",
        "source-serif/TTF/SourceSerif4-Regular.ttf",
        SERIF,
        TEXT_FEATURES,
        name="Downhill Serif Regular",
    ),
    Face(
        "source-serif-600.woff2",
        "source-serif/TTF/SourceSerif4-Semibold.ttf",
        SERIF,
        TEXT_FEATURES,
        name="Downhill Serif Semibold",
    ),
    Face(
        "source-serif-400-italic.woff2",
        "source-serif/TTF/SourceSerif4-It.ttf",
        SERIF,
        TEXT_FEATURES,
        name="Downhill Serif Italic",
    ),
    Face(
        "stix-two-math.woff2",
        "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2",
        MATH,
        ("kern", "mark", "mkmk", "ccmp", "ssty", "dtls", "flac"),
    ),
)


def subset(face: Face, node_modules: Path) -> TTFont:
    """The face's font with only its characters and features, unhinted. Characters the source lacks are left out."""
    font = TTFont(node_modules / face.source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(face.features)
    options.hinting = False
    options.name_IDs = [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        13,
        14,
    ]  # names, copyright and licence stay inside the file
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=face.characters)
    subsetter.subset(font)
    if face.axes is not None:  # after subsetting: the instancer drops glyphs without variations, which the subsetter misses
        font = instancer.instantiateVariableFont(font, face.axes)
    if face.name is not None:
        rename(font, face.name)
    font.flavor = "woff2"
    return font


def rename(font: TTFont, name: str) -> None:
    """Set the name table's entries 1 (family), 3 (identifier), 4 (full name) and 6 (PostScript name, without spaces)."""
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6}:
            record.string = name.replace(" ", "-") if record.nameID == 6 else name


def main() -> None:
    """Write every face into the target folder and print its size."""
    node_modules, target = map(Path, sys.argv[1:3])
    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        path = target / face.file
        font = subset(face, node_modules)
        missing = sorted(set(face.characters) - set(font.getBestCmap()))
        font.save(path)
        print(f"{path.stat().st_size:7d} {face.file}  lacks {''.join(map(chr, missing))!r}")


if __name__ == "__main__":
    main()
