//! What came of giving money back, confirming and calling off.

use placetopay_checkout::{
    ActionAnswer, ActionOutcome, Amount, Error, InternalReference, Reversal,
};
use serde_json::{Value, json};

use crate::answers::client;
use crate::server::{Answer, Server, failed, http, ok};

const TRANSACTION: InternalReference = InternalReference(640);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Reverse,
    ReverseAtOlderAddress,
    Confirm,
    Cancel,
}

const ACTIONS: [Action; 4] = [
    Action::Reverse,
    Action::ReverseAtOlderAddress,
    Action::Confirm,
    Action::Cancel,
];

async fn acted(action: Action, answer: Answer) -> Result<ActionAnswer, Error> {
    let server = Server::answering([answer]).await;
    let client = client(&server);
    match action {
        Action::Reverse => client.reverse(TRANSACTION, Reversal::WHOLE).await,
        Action::ReverseAtOlderAddress => client.reverse_at_older_address(TRANSACTION).await,
        Action::Confirm => client.confirm_transaction(TRANSACTION).await,
        Action::Cancel => client.cancel_transaction(TRANSACTION).await,
    }
}

/// A reversal is a transaction of its own; the other actions change the one that was asked for.
fn number(action: Action) -> u32 {
    match action {
        Action::Reverse | Action::ReverseAtOlderAddress => 644,
        Action::Confirm | Action::Cancel => 640,
    }
}

fn answer(action: Action, word: &str, transaction: Option<&str>) -> Value {
    let status = |word: &str| json!({ "status": word, "reason": "00", "message": "dicho" });
    json!({
        "status": status(word),
        "payment": transaction.map(|word| json!({
            "status": status(word),
            "internalReference": number(action),
            "amount": { "from": { "currency": "CLP", "total": 500 } },
        })),
    })
}

async fn outcome(action: Action, word: &str, transaction: Option<&str>) -> ActionOutcome {
    let told = acted(action, ok(&answer(action, word, transaction))).await;
    told.unwrap().outcome
}

#[tokio::test]
async fn each_action_is_done_by_its_own_word_only() {
    use ActionOutcome::{Declined, Done, InProgress, Unclear};
    for (word, reversed, confirmed, cancelled) in [
        ("APPROVED", Done, Done, Declined),
        ("REFUNDED", Done, Unclear, Unclear),
        ("REJECTED", Declined, Declined, Done),
        ("CANCELED", Unclear, Unclear, Done),
        ("FAILED", Declined, Declined, Declined),
        ("PENDING", InProgress, InProgress, InProgress),
        ("PENDING_VALIDATION", InProgress, InProgress, InProgress),
        ("PENDING_PROCESS", InProgress, InProgress, InProgress),
        ("PENDING_CONFIRMATION", InProgress, InProgress, InProgress),
        ("OK", Unclear, Unclear, Unclear),
        ("APPROVED_PARTIAL", Unclear, Unclear, Unclear),
        ("PARTIAL_EXPIRED", Unclear, Unclear, Unclear),
        ("ERROR", Unclear, Unclear, Unclear),
        ("NEW_WORD", Unclear, Unclear, Unclear),
    ] {
        for transaction in [None, Some(word)] {
            assert_eq!(
                outcome(Action::Reverse, word, transaction).await,
                reversed,
                "{word}"
            );
            let older = outcome(Action::ReverseAtOlderAddress, word, transaction).await;
            assert_eq!(older, reversed, "{word}");
            assert_eq!(
                outcome(Action::Confirm, word, transaction).await,
                confirmed,
                "{word}"
            );
            assert_eq!(
                outcome(Action::Cancel, word, transaction).await,
                cancelled,
                "{word}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_that_contradicts_itself_is_unclear() {
    for (action, word, transaction) in [
        (Action::Reverse, "APPROVED", "REJECTED"),
        (Action::Reverse, "APPROVED", "PENDING"),
        (Action::Reverse, "REJECTED", "APPROVED"),
        (Action::Confirm, "APPROVED", "PENDING_CONFIRMATION"),
        (Action::Cancel, "REJECTED", "APPROVED"),
    ] {
        let told = outcome(action, word, Some(transaction)).await;
        assert_eq!(
            told,
            ActionOutcome::Unclear,
            "{action:?} {word} {transaction}"
        );
    }
}

#[tokio::test]
async fn the_transaction_that_was_made_comes_along() {
    let told = acted(
        Action::Reverse,
        ok(&answer(Action::Reverse, "APPROVED", Some("APPROVED"))),
    )
    .await;
    let made = told.unwrap().transaction.unwrap();
    assert_eq!(made.internal_reference, InternalReference(644));
    assert_eq!(made.amount.unwrap().from, Amount::clp(500));
}

#[tokio::test]
async fn a_definite_refusal_carries_its_reason() {
    for action in ACTIONS {
        let refused = failed("400 Bad Request", "request_not_valid", "ya devuelta");
        let error = acted(action, refused).await.unwrap_err();
        let Error::Refused {
            reason, message, ..
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(
            (reason.as_str(), message.as_str()),
            ("request_not_valid", "ya devuelta")
        );
    }
}

/// The gateway asked the bank and has no answer itself: the money may have moved.
#[tokio::test]
async fn what_the_gateway_does_not_know_itself_is_unknown() {
    for reason in ["transaction_request_error", "external_service_failed"] {
        for action in ACTIONS {
            for status in ["400 Bad Request", "422 Unprocessable Entity"] {
                let error = acted(action, failed(status, reason, "sin respuesta")).await;
                assert!(
                    matches!(error, Err(Error::OutcomeUnknown { .. })),
                    "{error:?}"
                );
            }
            let told = json!({ "status": { "status": "FAILED", "reason": reason } });
            let told = acted(action, ok(&told)).await.unwrap();
            assert_eq!(told.outcome, ActionOutcome::Unclear);
        }
    }
}

#[tokio::test]
async fn i4_no_failure_on_the_way_is_a_refusal() {
    for action in ACTIONS {
        for answer in [
            Answer::HangUp,
            http("500 Internal Server Error", &[], "oops"),
            http("502 Bad Gateway", &[], ""),
        ] {
            let error = acted(action, answer).await;
            assert!(
                matches!(error, Err(Error::OutcomeUnknown { .. })),
                "{error:?}"
            );
        }
        let unusable = acted(action, http("200 OK", &[], "<html>")).await;
        assert!(
            matches!(unusable, Err(Error::UnusableAnswer { .. })),
            "{unusable:?}"
        );
    }
}

#[tokio::test]
async fn an_answer_about_something_else_is_unclear() {
    let told = answer(Action::Reverse, "APPROVED", Some("APPROVED"));
    for (part, outcome) in [(500, ActionOutcome::Done), (400, ActionOutcome::Unclear)] {
        let server = Server::answering([ok(&told)]).await;
        let part = Reversal::part(Amount::clp(part)).unwrap();
        let answer = client(&server).reverse(TRANSACTION, part).await.unwrap();
        assert_eq!(answer.outcome, outcome);
    }
    let other = answer(Action::Reverse, "APPROVED", Some("APPROVED"));
    let confirmed = acted(Action::Confirm, ok(&other)).await.unwrap();
    assert_eq!(confirmed.outcome, ActionOutcome::Unclear);
}
