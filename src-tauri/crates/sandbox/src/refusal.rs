//! Why a merchant's request isn't carried out, and how the API says so.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use crate::auth::AuthFailure;
use crate::book::ReferenceUsed;
use crate::fields::Violation;
use crate::language::Language;
use crate::session::{NotActed, NotCancellable};
use crate::store::UnwritableStore;
use crate::wire::{Reason, Status, StatusOnly};

/// Why a merchant's request isn't carried out.
pub(crate) enum Refusal {
    NotJson,
    TooLarge,
    NotBelieved(AuthFailure),
    Invalid(Violation),
    ReferenceUsed,
    NoSuchSession,
    NotCancellable,
    NotActed(NotActed),
    NotKept(UnwritableStore),
}

impl Refusal {
    pub(crate) fn into_response(self, language: Language, date: String) -> Response {
        let (code, reason) = self.codes();
        let message = self.words(language);
        if let Self::NotKept(error) = &self {
            tracing::error!(error = error as &dyn std::error::Error, "session not kept");
        }
        let status = Status::failed(reason, message, date);
        (code, Json(StatusOnly { status })).into_response()
    }

    fn codes(&self) -> (StatusCode, Reason) {
        let (code, word) = match self {
            Self::NotBelieved(_) => return (StatusCode::UNAUTHORIZED, Reason::Number(401)),
            Self::NotJson => (StatusCode::BAD_REQUEST, "request_not_valid"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "request_too_large"),
            Self::Invalid(violation) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                if violation.path.starts_with("metadata") {
                    "metadata_not_valid"
                } else {
                    "request_not_valid"
                },
            ),
            Self::ReferenceUsed => (StatusCode::UNPROCESSABLE_ENTITY, "reference_used"),
            Self::NoSuchSession => (StatusCode::NOT_FOUND, "request_not_valid"),
            Self::NotCancellable => (StatusCode::BAD_REQUEST, "action_not_allowed"),
            Self::NotActed(_) => (StatusCode::BAD_REQUEST, "request_not_valid"),
            Self::NotKept(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        };
        (code, Reason::Word(word))
    }

    fn words(&self, language: Language) -> String {
        let (spanish, english) = match self {
            Self::NotBelieved(failure) => {
                let words = language.choose("Autenticación fallida", "Authentication failed");
                return format!("{words} {}", failure.code());
            }
            Self::Invalid(violation) => return violation.words(language),
            Self::NotActed(why) => not_acted(why),
            Self::NotJson => (
                "La petición no es un objeto JSON",
                "The request is not a JSON object",
            ),
            Self::TooLarge => (
                "La petición supera 1 MiB",
                "The request is larger than 1 MiB",
            ),
            Self::ReferenceUsed => (
                "La referencia ya fue usada en este comercio",
                "The reference was used before at this site",
            ),
            Self::NoSuchSession => (
                "No existe la sesión que busca",
                "The session does not exist",
            ),
            Self::NotCancellable => (
                "No se pueden cancelar sesiones que no están pendientes.",
                "Sessions that are not pending cannot be cancelled.",
            ),
            Self::NotKept(_) => (
                "No se pudo guardar la sesión",
                "The session could not be kept",
            ),
        };
        language.choose(spanish, english).to_owned()
    }
}

fn not_acted(why: &NotActed) -> (&'static str, &'static str) {
    match why {
        NotActed::NoSuchTransaction => (
            "No existe la transacción que busca",
            "The transaction does not exist",
        ),
        NotActed::NotApproved => (
            "La transacción no está aprobada",
            "The transaction is not approved",
        ),
        NotActed::AlreadyReversed => (
            "La transacción ya fue reembolsada",
            "Transaction already refunded",
        ),
        NotActed::NotSettled => (
            "Antes de la liquidación solo se puede anular el total",
            "Before settlement only the whole can be refunded",
        ),
        NotActed::MoreThanLeft => (
            "El monto supera lo que queda por reembolsar",
            "The amount is more than what is left to refund",
        ),
        NotActed::OtherCurrency => (
            "La moneda no es la de la transacción",
            "The currency is not the transaction's",
        ),
        NotActed::NotOfThisSession => (
            "La acción no se admite en esta sesión",
            "The action is not supported for this session",
        ),
        NotActed::NotAwaitingConfirmation => (
            "La acción solo se admite en transacciones que esperan confirmación",
            "The action is only available for transactions in a pending confirmation state",
        ),
    }
}

impl From<AuthFailure> for Refusal {
    fn from(failure: AuthFailure) -> Self {
        Self::NotBelieved(failure)
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Invalid(violation)
    }
}

impl From<ReferenceUsed> for Refusal {
    fn from(_: ReferenceUsed) -> Self {
        Self::ReferenceUsed
    }
}

impl From<NotCancellable> for Refusal {
    fn from(_: NotCancellable) -> Self {
        Self::NotCancellable
    }
}

impl From<NotActed> for Refusal {
    fn from(why: NotActed) -> Self {
        Self::NotActed(why)
    }
}

impl From<UnwritableStore> for Refusal {
    fn from(error: UnwritableStore) -> Self {
        Self::NotKept(error)
    }
}
