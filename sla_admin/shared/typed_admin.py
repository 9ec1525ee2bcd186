"""Django's admin and form classes with their type parameters, which Django itself has only in its stubs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, StackedInline, TabularInline
    from django.forms import BaseInlineFormSet, ModelForm
else:
    from django import forms
    from django.contrib import admin
    from django.shortcuts import redirect

    from sla_admin.shared.changes.kinds import kinds_by_table
    from sla_admin.shared.viewing.objects import history_of_object

    class _Subscriptable:
        def __class_getitem__(cls, parameters: Any) -> type:
            return cls

    class ModelAdmin(_Subscriptable, admin.ModelAdmin):
        def history_view(self, request, object_id, extra_context=None):
            """The history of configuration, where it is recorded: Django's own knows the admin alone."""
            kind = kinds_by_table().get(self.opts.db_table)
            page = history_of_object(kind, int(object_id)) if kind and object_id.isdigit() else ""
            return redirect(page) if page else super().history_view(request, object_id, extra_context)

    class StackedInline(_Subscriptable, admin.StackedInline):
        pass

    class TabularInline(_Subscriptable, admin.TabularInline):
        pass

    class ModelForm(_Subscriptable, forms.ModelForm):
        pass

    class BaseInlineFormSet(_Subscriptable, forms.BaseInlineFormSet):
        pass


__all__ = ["BaseInlineFormSet", "ModelAdmin", "ModelForm", "StackedInline", "TabularInline"]
