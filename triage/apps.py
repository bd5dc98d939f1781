from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "triage"
    label = "triage"
    verbose_name = "Triase"

    def ready(self) -> None:
        from triage import receivers  # noqa: F401
