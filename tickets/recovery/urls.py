from django.urls import path

from tickets.recovery.views import approvals, giving, ledger, limits, steps

app_name = "recovery"

urlpatterns = [
    path("tickets/<int:number>/recoveries/", steps.begin, name="open"),
    path("tickets/<int:number>/recoveries/<uuid:pk>/steps/", steps.step, name="step"),
    path("tickets/<int:number>/recoveries/<uuid:pk>/closing/", steps.close, name="close"),
    path("tickets/<int:number>/recoveries/<uuid:pk>/grants/", giving.give, name="give"),
    path("tickets/<int:number>/recoveries/<uuid:pk>/requests/", giving.ask, name="ask"),
    path("grants/<uuid:pk>/reversal/", giving.reverse, name="reversal"),
    path("approvals/", approvals.waiting, name="approvals"),
    path("approvals/<uuid:pk>/decision/", approvals.decide, name="decision"),
    path("approvals/<uuid:pk>/withdrawal/", approvals.withdraw, name="withdrawal"),
    path("recovery/ledger/", ledger.given, name="ledger"),
    path("recovery/ledger.csv", ledger.export, name="ledger-csv"),
    path("settings/limits/", limits.settings, name="settings"),
    path("settings/limits/<uuid:pk>/removal/", limits.take_back, name="limit-removal"),
]
