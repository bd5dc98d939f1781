from django.contrib import admin

from helpdesk.taxonomy import Role
from knowledge_base.models import ArticleFeedback


@admin.register(ArticleFeedback)
class ArticleFeedbackAdmin(admin.ModelAdmin):
    """Read only: counters are the readers'."""

    list_display = ("article", "day", "helped", "not_helped")
    list_select_related = ("article",)
    date_hierarchy = "day"
    search_fields = ("article__title", "article__key")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        role = getattr(request.user, "role", "")
        return request.user.is_active and role in (Role.SUPERVISOR, Role.ADMIN)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
