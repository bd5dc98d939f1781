from django.apps import AppConfig


class KnowledgeBaseConfig(AppConfig):
    name = "knowledge_base"
    label = "knowledge_base"
    verbose_name = "Basis pengetahuan"
