from django.contrib import admin

from helpdesk.sla import hours
from helpdesk.sla.models import DeskHours, Disturbance, Holiday
from helpdesk.taxonomy import Role


def _keeps_the_calendar(user):
    return user.is_active and getattr(user, "role", "") in (Role.SUPERVISOR, Role.ADMIN)


class ForgettingAdmin(admin.ModelAdmin):
    """Any change takes effect at once, in this process.

    Calendars and notices are the supervisors' (design.md 5): whoever of them is let into the
    admin at all ("staff status") needs no further permission for these.
    """

    def has_module_permission(self, request):
        return _keeps_the_calendar(request.user) or super().has_module_permission(request)

    def has_view_permission(self, request, obj=None):
        return _keeps_the_calendar(request.user) or super().has_view_permission(request, obj)

    def has_add_permission(self, request):
        return _keeps_the_calendar(request.user) or super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return _keeps_the_calendar(request.user) or super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return _keeps_the_calendar(request.user) or super().has_delete_permission(request, obj)

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
        return not DeskHours.objects.exists() and super().has_add_permission(request)


@admin.register(Holiday)
class HolidayAdmin(ForgettingAdmin):
    list_display = ("day", "name", "joint_leave")
    list_filter = ("joint_leave",)
    date_hierarchy = "day"


@admin.register(Disturbance)
class DisturbanceAdmin(ForgettingAdmin):
    list_display = ("text", "starts", "ends")
