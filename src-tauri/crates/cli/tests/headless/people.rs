//! Who asks, and the shifts.

use crate::common::{Bank, keys, listed};

#[tokio::test]
async fn a_till_with_cashiers_does_what_they_may_on_their_pin_alone() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    let first = counter.run_with_pins("add-cashier Beto", "", "2222").await;
    first.refused(2, "sin supervisor");
    let ana = "add-cashier Ana --role supervisor --json";
    let told = counter.run_with_pins(ana, "", "1111").await.exits(0).only();
    assert_eq!(keys(&told), listed("event cashierId name role"));
    let locked = counter.run("charge --amount 990").await;
    locked.refused(24, "La caja está bloqueada.");
    let beto = "add-cashier Beto --as Ana";
    let wrong = counter.run_with_pins(beto, "9999", "2222").await;
    wrong.refused(24, "La clave no es correcta.");
    let short = counter.run_with_pins(beto, "1111", "22").await;
    short.refused(2, "de 4 a 8 dígitos");
    counter.run_with_pins(beto, "1111", "2222").await.exits(0);
    let nobody = counter
        .run_with_pins("charge --amount 990 --as Eva", "1111", "")
        .await;
    nobody.refused(2, "no hay nadie que se llame Eva");
    counter
        .run_with_pins("charge --amount 990 --as beto", "2222", "")
        .await
        .exits(0);
    let refund = "refund 1 --supervisor Beto";
    let refused = counter.run_with_pins(refund, "2222", "").await;
    refused.refused(24, "se necesita un supervisor");
    let refund = "refund 1 --supervisor Ana --json";
    let told = counter
        .run_with_pins(refund, "1111", "")
        .await
        .exits(0)
        .only();
    assert_eq!(told["by"], "Ana");
    let gone = counter
        .run_with_pins("dismiss-cashier Beto --as Ana", "1111", "")
        .await;
    gone.exits(0);
    let listed = counter.run("cashiers").await.exits(0);
    assert_eq!(listed.text().trim(), "Ana (supervisor)");
    counter.run("verify").await.exits(0);
}

#[tokio::test]
async fn a_shift_is_shown_and_closed_with_what_came_and_what_is_pending() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.run("shift").await.refused(1, "No hay ventas");
    counter.paid_sale(12_990).await;
    counter.run("charge --amount 990").await.exits(0);
    let so_far = counter.run("shift --json").await.exits(0).only();
    assert_eq!(so_far["takings"]["taken"][0]["sum"]["minor"], 12_990);
    let closed = counter
        .run("close-shift --print --json")
        .await
        .exits(0)
        .only();
    let wanted = "event shiftId openedAt openedBy closedAt takings unpaid partial pending \
        conflicts earlierConflicts unprinted";
    assert_eq!(keys(&closed), listed(wanted));
    assert_eq!(closed["pending"][0]["amount"]["minor"], 990);
    assert!(
        counter.printed().contains("CIERRE DE TURNO N° 1"),
        "{}",
        counter.printed()
    );
    counter
        .run("close-shift")
        .await
        .refused(1, "no está abierto");
    let again = counter.run("charge --amount 1.500").await;
    again.exits(0);
    let words = counter.run("shift").await.exits(0);
    let text = words.text();
    assert!(
        text.contains("Turno 2 (abierto)") && text.contains("$990"),
        "{text}"
    );
}
