from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "helpdesk.config"
    label = "desk_config"

    def ready(self) -> None:
        from helpdesk.config import checks  # noqa: F401
        from helpdesk.config.celery import app  # noqa: F401 - binds shared tasks
