from django.apps import AppConfig


class IntegrationsZendeskConfig(AppConfig):
    name = "integrations.zendesk"
    label = "integrations_zendesk"
    verbose_name = "Zendesk"

    def ready(self) -> None:
        from integrations.zendesk import push, receivers  # noqa: F401
