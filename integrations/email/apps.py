from django.apps import AppConfig


class IntegrationsEmailConfig(AppConfig):
    name = "integrations.email"
    label = "integrations_email"
    verbose_name = "Email"

    def ready(self) -> None:
        from integrations.email import outbound, receivers  # noqa: F401
