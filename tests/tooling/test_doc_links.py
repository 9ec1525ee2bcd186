"""The checker of links finds those that lead nowhere, and no others."""

from pathlib import Path

from tooling.doc_links import broken_links


def test_a_link_to_a_missing_page_or_heading_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# What `W(t)` is\n")
    page = tmp_path / "page.md"
    page.write_text("[a](gone.md) [b](other.md#what-wt-is) [c](other.md#nothing) [d](#here)\n## Here\n")

    assert broken_links(page) == [
        "gone.md: there is no such file",
        "other.md#nothing: there is no such heading",
    ]


def test_links_in_code_and_to_other_sites_are_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`[a](x.md)` [b](https://example.org/x)\n```\n[c](y.md)\n```\n")

    assert broken_links(page) == []
