"""Names of queues from their slugs alone, so that pages need no join."""

from __future__ import annotations

from helpdesk.regions.reference import choices

HELPDESK_QUEUES = {"helpdesk": "Helpdesk umum", "dapodik": "Helpdesk Dapodik",
                   "platform": "Helpdesk platform"}  # fmt: skip


def queue_name(slug: str) -> str:
    """Return a queue's name from its slug alone, so that lists need no join."""
    if slug in HELPDESK_QUEUES:
        return HELPDESK_QUEUES[slug]
    kind, _, code = slug.rpartition("-")
    if kind == "kapten" and code in choices().provinces:
        return f"Kapten {choices().provinces[code].name}"
    for regency in choices().by_province.get(code[:2], []) if kind == "co-kapten" else []:
        if regency.code == code:
            return f"Co-Kapten {regency.name}"
    return slug
