from django.contrib import admin

from helpdesk.regions.models import Province, Regency


@admin.register(Province)
class ProvinceAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "island_group", "time_zone", "parent")
    search_fields = ("name", "code")


@admin.register(Regency)
class RegencyAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "province")
    search_fields = ("name", "code")
    list_select_related = ("province",)
