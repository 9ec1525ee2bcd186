"""Deliveries, matrices and routing get their addresses here."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
