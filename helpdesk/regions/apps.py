from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "helpdesk.regions"
    verbose_name = "Wilayah"
