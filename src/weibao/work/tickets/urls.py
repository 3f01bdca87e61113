"""Addresses of the ticket pages."""

from django.urls import URLPattern, path

from weibao.work.tickets.views import paper, queue, ticket, verb

app_name = "tickets"
urlpatterns: list[URLPattern] = [
    path("", queue.show, name="queue"),
    path("search", queue.search, name="search"),
    path("check", queue.check, name="check"),
    path("views", queue.save_view, name="views"),
    path("<slug:number>", ticket.show, name="ticket"),
    path("<slug:number>/peek", ticket.peek, name="peek"),
    path("<slug:number>/reveal/<slug:group>", ticket.reveal, name="reveal"),
    path("<slug:number>/do/<slug:name>", verb.do, name="verb"),
    path("<slug:number>/print", paper.sheet, name="print"),
    path("<slug:number>/orders/<int:part>", paper.order, name="order"),
]
