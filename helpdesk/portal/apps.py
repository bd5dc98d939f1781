from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "helpdesk.portal"
    verbose_name = "Portal"
