"""Vouchers at the till: what a code is worth, and using it up. A code stands in bodies only, never in an address."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.views import Room
from tickets.recovery import vouchers
from tickets.recovery.api.approvals import AMOUNT
from tickets.recovery.api.problems import REFUSALS
from tickets.recovery.errors import NoVoucher
from tickets.recovery.models import Voucher


class VoucherSerializer(serializers.Serializer[Any]):
    """`reference` is the order or receipt for which it was used."""

    id = serializers.UUIDField()
    grant = serializers.UUIDField()
    currency = serializers.CharField()
    amount = serializers.IntegerField(help_text=AMOUNT)
    state = serializers.ChoiceField(choices=Voucher.State.choices)
    expires_on = serializers.DateField(allow_null=True)
    redeemed_at = serializers.DateTimeField(allow_null=True)
    redeemed_by = NamedSerializer(allow_null=True)
    reference = serializers.CharField()

    def to_representation(self, row: Voucher) -> dict[str, Any]:
        return {
            "id": row.pk,
            "grant": row.grant_id,
            "currency": row.grant.currency,
            "amount": row.grant.amount,
            "state": row.state,
            "expires_on": row.expires_on,
            "redeemed_at": row.redeemed_at,
            "redeemed_by": named(row.redeemed_by),
            "reference": row.reference,
        }


class CodeSerializer(Sent):
    """In any case, with or without hyphens."""

    code = serializers.CharField(max_length=60)


class UseSerializer(CodeSerializer):
    reference = serializers.CharField(max_length=120, default="", allow_blank=True)


class OfVouchers(Room):
    tag, scope, model = "vouchers", "recovery", Voucher
    serializer_class = VoucherSerializer
    permissions = {"create": "recovery.redeem"}
    refusals = REFUSALS

    def worth(self, voucher: Voucher) -> Response:
        return Response(self.get_serializer(voucher).data)


class ChecksRoom(OfVouchers):
    @extend_schema(
        operation_id="vouchers_check",
        summary="What a code is worth",
        request=CodeSerializer,
        responses={200: VoucherSerializer},
    )
    def create(self, request: Request) -> Response:
        voucher = vouchers.look_up(self.valid(CodeSerializer)["code"])
        if voucher is None:
            raise Http404("voucher")
        return self.worth(voucher)


class RedemptionsRoom(OfVouchers):
    @extend_schema(
        operation_id="vouchers_redeem",
        summary="Use a voucher up, once",
        request=UseSerializer,
        responses={200: VoucherSerializer},
    )
    def create(self, request: Request) -> Response:
        try:
            return self.worth(vouchers.redeem(**self.valid(UseSerializer), by=self.member))
        except NoVoucher as error:
            raise Http404("voucher") from error


routes = [
    ("vouchers/checks", ChecksRoom, "voucher-checks"),
    ("vouchers/redemptions", RedemptionsRoom, "voucher-redemptions"),
]
