from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from helpdesk.accounts.models import User, VolunteerPost


class PostInline(admin.TabularInline):
    model = VolunteerPost
    extra = 0
    autocomplete_fields = ["regency"]


@admin.register(User)
class DeskUserAdmin(UserAdmin):
    list_display = ("username", "display_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "display_name", "email")
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        ("Peran di meja bantuan", {"fields": ("role", "display_name", "queues")}),
    )
    inlines = [PostInline]
