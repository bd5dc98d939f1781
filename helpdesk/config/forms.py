"""Forms are drawn by our own field template, everywhere alike."""

from django.forms.renderers import TemplatesSetting


class DeskFormRenderer(TemplatesSetting):
    """Looks form templates up in templates/ first, then in Django's own."""

    field_template_name = "includes/field.html"
