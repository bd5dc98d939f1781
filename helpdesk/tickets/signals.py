"""The one door through which the core speaks: a ticket event, inside the ticket's transaction.

Receivers (triage, mail, Zendesk) write their rows in the same transaction and start work on
commit. They must not call out and must not raise for a failing neighbour.
"""

from django.dispatch import Signal

# Sent with ticket, event, and message (or None).
ticket_event = Signal()

# Sent by the retention with `numbers` and `stage` (taxonomy.Erased), inside its transaction:
# who keeps texts or addresses of these reports beside the core deletes them now.
personal_data_erased = Signal()
