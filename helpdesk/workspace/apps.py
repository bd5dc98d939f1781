from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "helpdesk.workspace"
    verbose_name = "Meja kerja"
