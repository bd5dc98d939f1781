from django.contrib import admin

from integrations import outbox
from integrations.models import DeliveryJob


@admin.register(DeliveryJob)
class DeliveryJobAdmin(admin.ModelAdmin):
    list_display = ("id", "channel", "action", "ticket_number", "status", "attempts", "reason")
    list_filter = ("status", "channel")
    search_fields = ("=ticket_number",)
    actions = ("try_again",)
    show_full_result_count = False

    @admin.action(description="Coba kirim lagi")
    def try_again(self, request, queryset):
        for job in queryset:
            outbox.release_parked(job.pk)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """What cannot go out is settled with a reason at /meja/kiriman/, never just gone."""
        return False
