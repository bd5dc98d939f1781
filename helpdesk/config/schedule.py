"""What runs by the clock. Each entry is a sweeper: it finds rows, so a lost run loses nothing."""

from __future__ import annotations

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # Reports whose classification never started or died half-way.
    "sort-forgotten-reports": {"task": "triage.sweep", "schedule": 15.0},
    # Mails and Zendesk pushes whose doorbell was lost, or whose retry time has come.
    "deliver-due-jobs": {"task": "integrations.deliver_due", "schedule": 5.0},
    # A candidate model from new labels; does nothing below fifty of them.
    "retrain-from-labels": {"task": "triage.retrain", "schedule": 6 * 3600.0},
    # domain.md R5: volunteers' tickets beyond their time limit go to the helpdesk.
    "return-overdue-volunteer-tickets": {
        "task": "triage.return_overdue",
        "schedule": 300.0,
    },
    # domain.md 10: CLOSE_AFTER_SILENT_DAYS after "selesai" without a word.
    "close-silent-tickets": {"task": "tickets.close_silent", "schedule": 3600.0},
    # Tickets on hold whose date to look again has come.
    "wake-held-tickets": {"task": "tickets.wake_held", "schedule": 600.0},
    # Counters and sessions whose time is over; the database cache deletes none by itself.
    "clear-expired-cache": {"task": "config.clear_expired_cache", "schedule": 300.0},
    # domain.md 15: what has outlived its retention, while the desk sleeps. Many short runs, so
    # that a backlog shrinks each night and none comes near the time limit of a task.
    "erase-personal-data": {
        "task": "tickets.erase_personal_data",
        "schedule": crontab(minute="*/10", hour="0-4"),
    },
}
