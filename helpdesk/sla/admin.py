from django.contrib import admin

from helpdesk.sla import hours
from helpdesk.sla.models import DeskHours, Holiday


class ForgettingAdmin(admin.ModelAdmin):
    """Any change takes effect at once, in this process."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        hours.forget()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        hours.forget()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        hours.forget()


@admin.register(DeskHours)
class DeskHoursAdmin(ForgettingAdmin):
    list_display = ("opens", "closes", "weekdays", "closed_mode", "joint_leave_closes")

    def has_add_permission(self, request):
        return not DeskHours.objects.exists()


@admin.register(Holiday)
class HolidayAdmin(ForgettingAdmin):
    list_display = ("day", "name", "joint_leave")
    list_filter = ("joint_leave",)
    date_hierarchy = "day"
