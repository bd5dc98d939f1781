"""The whole story of one report after the receipt: classify, decide, route (design.md 6.3)."""

from __future__ import annotations

import logging

from django.db import transaction

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import Category, State
from helpdesk.tickets import policy, queries
from helpdesk.tickets.services import sorting
from helpdesk.tickets.services.base import NotFound, lock
from triage.classifier.predict import ComplaintInput
from triage.classifier.predict import Prediction as Said
from triage.inference import ClassifierUnavailable, classify, shadow_classify
from triage.models import Prediction
from triage.routing.facts import facts_of, serving_kapten
from triage.routing.rules import decide

logger = logging.getLogger(__name__)
SORTER = system("Triase otomatis")


def run(number: int) -> State | None:
    """Sort one new report; return its state, or None when it needs no sorting (any more).

    One transaction holds the row, so two workers never sort it twice. A broken classifier
    sends the report to a person; it is never lost and never blocked.
    """
    with transaction.atomic():
        try:
            ticket = lock(SORTER, number)
        except NotFound:
            return None
        if ticket.state != State.NEW:
            return None
        chosen = Category(ticket.chosen_category)
        try:
            said = classify(complaint_of(ticket))
        except ClassifierUnavailable as fault:
            logger.warning("report %s goes to a person: %s", number, fault)
            return _to_person(
                number,
                None,
                "T0",
                "Pengklasifikasi sedang tidak tersedia; laporan dipilah petugas. "
                f"Pelapor memilih “{chosen.short_label}”.",
            )
        _remember(number, said)
        in_shadow = shadow_classify(complaint_of(ticket))
        if in_shadow is not None:
            _remember(number, in_shadow, shadow=True)
        guess = _guess_of(said)
        if said.abstained:
            return _to_person(number, guess, "T1", doubt_in_words(said, chosen))
        category = Category(said.category)
        decision = decide(facts_of(ticket, category))
        reason = decision.reason
        if category != chosen:
            reason += f" Pelapor memilih “{chosen.short_label}”."
        accepted = sorting.accept_sorting(
            SORTER,
            number,
            category=category,
            guess=guess,
            route=sorting.Route(decision.queue, decision.rule, reason),
        )
        return State(accepted.state)


def complaint_of(ticket) -> ComplaintInput:
    """Return what the classifier may see of a report: its first words and three facts."""
    first = queries.first_message(ticket)
    return ComplaintInput(
        text=first.body if first else "",
        title=ticket.title,
        user_type=ticket.user_type,
        chosen=ticket.chosen_category,
        account=ticket.account or None,
    )


def route_for(ticket, category: Category) -> sorting.Route:
    """Return where a report belongs under a category a person chose."""
    decision = decide(facts_of(ticket, category))
    return sorting.Route(decision.queue, decision.rule, decision.reason)


def hand_over_route(ticket) -> sorting.Route | None:
    """Return the way to the volunteers who serve this report, or None when nobody does."""
    if not policy.fits_volunteers(ticket):
        return None
    route = route_for(ticket, Category.PASSWORD)
    return route if route.queue.startswith(("kapten-", "co-kapten-")) else None


def volunteer_queues(ticket) -> list[str]:
    """Return the queues of volunteers who serve this report: the rules' choice, and its Kapten."""
    route = hand_over_route(ticket)
    if route is None:
        return []
    kapten = serving_kapten(ticket)
    return list(dict.fromkeys([route.queue, *([f"kapten-{kapten}"] if kapten else [])]))


def doubt_in_words(said: Said, chosen: Category) -> str:
    """Return why a person is asked: the two best guesses and the reporter's own choice.

    Of a text that says too little no guess is repeated: it would look like a finding.
    """
    if said.thin:
        return f"Laporan terlalu pendek untuk dipilah. Pelapor memilih “{chosen.short_label}”."
    best = " atau ".join(
        f"“{Category(category).short_label}” ({probability:.0%})"
        for category, probability in said.top[:2]
    )
    return f"Model belum yakin: {best}. Pelapor memilih “{chosen.short_label}”."


def _guess_of(said: Said) -> sorting.Guess:
    return sorting.Guess(
        category=Category(said.category),
        confidence=said.confidence,
        abstained=said.abstained,
        model_version=said.model_version,
    )


def _to_person(number: int, guess: sorting.Guess | None, rule: str, reason: str) -> State:
    route = sorting.Route(sorting.SORTING_QUEUE, rule, reason)
    ticket = sorting.leave_to_person(SORTER, number, guess=guess, route=route)
    return State(ticket.state)


def _remember(number: int, said: Said, *, shadow: bool = False) -> None:
    Prediction.objects.create(
        ticket_id=number,
        model_version=said.model_version,
        shadow=shadow,
        category=said.category,
        confidence=said.confidence,
        abstained=said.abstained,
        second=said.second,
        disagrees=said.disagrees,
        ranking=[[int(category), round(p, 5)] for category, p in said.ranked],
    )
