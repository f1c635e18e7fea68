"""Placing a document that the member has already, piece by piece."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.autosave import STILL_BELOW
from core.views import FormView
from improvement_plans import services
from improvement_plans.forms.drivers import number_in
from improvement_plans.forms.head_start import HeadStartForm, PieceForm
from improvement_plans.models import HeadStart, HeadStartPiece
from improvement_plans.presenters.head_start import (
    is_name_of,
    places,
    suggestion,
    where_placed,
    without_number,
)
from improvement_plans.services import head_start as documents
from improvement_plans.views.base import REFUSALS, DraftMixin


class HeadStartMixin(DraftMixin):
    """The plan's document, whoever brought it and into whichever draft."""

    head_start: HeadStart | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = HeadStart.objects.filter(version__plan=self.plan).select_related("brought_by")
        self.head_start = found.first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"back_url": reverse("plan_tasks", args=[self.plan.pk]), **kwargs}
        return super().get_context_data(head_start=self.head_start, **context)


class BringView(HeadStartMixin, FormView):
    """Bring a document, if none is being placed."""

    template_name = "improvement_plans/head_start.html"
    form_class = HeadStartForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.head_start:
            return redirect("plan_pieces", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: HeadStartForm) -> HttpResponse:
        try:
            services.bring_document(
                plan=self.plan,
                name=form.cleaned_data["name"],
                brought=form.cleaned_data["brought"],
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except (documents.AnotherDocument, *REFUSALS) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("plan_pieces", self.plan.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(writes=True, **kwargs)


class ExistingHeadStartMixin(HeadStartMixin):
    """A page about a document that is being placed; where there is none, one can be brought."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.head_start is None:
            return redirect("plan_head_start", self.plan.pk)
        return super().get(request, *args, **kwargs)


class PiecesView(ExistingHeadStartMixin, TemplateView):
    """All its pieces, and where each went."""

    template_name = "improvement_plans/pieces.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pieces = list(self.head_start.pieces.in_order()) if self.head_start else []
        rows = [(piece, where_placed(piece)) for piece in pieces]
        waiting = [piece for piece, where in rows if not where]
        return super().get_context_data(rows=rows, waiting=waiting, **kwargs)


class PieceView(ExistingHeadStartMixin, FormView):
    """One piece, and where it belongs. After it comes the next that waits."""

    template_name = "improvement_plans/piece.html"
    form_class = PieceForm
    piece: HeadStartPiece | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        pieces = self.head_start.pieces.in_order() if self.head_start else None
        self.piece = pieces.filter(pk=kwargs["piece"]).first() if pieces is not None else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.piece is None:
            return redirect("plan_pieces", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        if self.piece is None:
            return {}
        suggested, _ = suggestion(self.piece.heading)
        heading = without_number(self.piece.heading)
        says_the_same = is_name_of(suggested, heading)
        return {
            "seen": self.piece.mark,
            "heading": heading,
            "text": self.piece.text,
            "where": "" if self.piece.placed_at else suggested,
            "keep_heading": [] if says_the_same else ["YES"],
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        where, word = suggestion(self.piece.heading) if self.piece else ("", "")
        offered = places(self.draft) if self.draft else []
        if where and self.piece and not self.piece.placed_at:
            kwargs["suggested"] = (
                f"We suggest “{dict(offered).get(where)}”, because the heading has “{word}” in it. "
                "Change it if it belongs elsewhere"
            )
        return {**kwargs, "places": offered}

    def form_valid(self, form: PieceForm) -> HttpResponse:
        try:
            services.place_piece(
                plan=self.plan,
                pk=self.kwargs["piece"],
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.cleaned_data,
            )
        except documents.PlacedMeanwhile as error:
            form.data = {**form.data.dict(), "seen": self.piece.mark if self.piece else ""}  # type: ignore[attr-defined]
            form.add_error(None, f"{error} Press the button again to place it here as well.")
        except (documents.NoRoom, documents.NotThere, *REFUSALS) as error:
            form.add_error(None, f"{error} {STILL_BELOW}")
        except ValidationError as error:
            form.add_error(None, f"{' '.join(error.messages)} {STILL_BELOW}")
        else:
            return self.go_on()
        return self.form_invalid(form)

    def next_piece(self) -> HeadStartPiece | None:
        """The next that waits: after this one, or from the beginning."""
        waiting = (
            self.head_start.pieces.to_place().order_by("position") if self.head_start else None
        )
        if waiting is None or self.piece is None:
            return None
        others = waiting.exclude(pk=self.piece.pk)
        return others.filter(position__gt=self.piece.position).first() or others.first()

    def go_on(self) -> HttpResponse:
        if following := self.next_piece():
            return redirect("plan_piece", self.plan.pk, following.pk)
        return redirect("plan_pieces", self.plan.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = None
        if self.piece and self.head_start:
            before = self.head_start.pieces.filter(position=self.piece.position - 1).first()
        return super().get_context_data(
            piece=self.piece,
            before=before,
            where=where_placed(self.piece) if self.piece else "",
            following=self.next_piece(),
            count=self.head_start.pieces.count() if self.head_start else 0,
            back_url=reverse("plan_pieces", args=[self.plan.pk]),
            **kwargs,
        )


class EndView(ExistingHeadStartMixin, TemplateView):
    """Finish with the document."""

    template_name = "improvement_plans/head_start_end.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.end_head_start(
                plan=self.plan,
                pk=number_in(request.POST.get("document", "")),
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except documents.AnotherDocument as error:
            messages.warning(request, str(error))
            return redirect("plan_pieces", self.plan.pk)
        except REFUSALS as error:
            messages.warning(request, str(error))
        return redirect("plan_tasks", self.plan.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = self.head_start.pieces.to_place().count() if self.head_start else 0
        back_url = reverse("plan_pieces", args=[self.plan.pk])
        return super().get_context_data(left=left, back_url=back_url, **kwargs)
