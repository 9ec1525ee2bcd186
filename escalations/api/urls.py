"""Addresses of who hears of it, under `/api/v1/`: none yet; deliveries are looked at under `/admin/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
