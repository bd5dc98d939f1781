from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    label = "integrations"
    verbose_name = "Integrasi"

    def ready(self) -> None:
        from integrations import receivers  # noqa: F401
