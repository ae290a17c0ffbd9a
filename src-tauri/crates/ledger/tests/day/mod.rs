//! A day at the counter, as the till records it: sales that are paid, refused, paid in part, left
//! alone, given back, their receipts, and the cashiers' shifts.

use jiff::{SignedDuration, Timestamp};
use ledger::{
    CashierId, CashierValues, Copy, Duplicates, Fault, JobId, Ledger, NewSale, NewSession, Paper,
    PinHash, Receipt, SaleId, SessionId, Stamp,
};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sale::{
    Amount, Attention, Currency, Customer, Money, Progress, RefundState, Rejection, RequestId,
    Role, Standing, Transaction, TransactionStatus, Unopened, words,
};

/// Hears of each commit, after it: what was committed, for which sale.
pub type Committed<'c> = dyn FnMut(&Ledger, SaleId, &str) + 'c;

/// The customers to come. The same seed brings the same ones.
pub struct Day {
    random: StdRng,
    second: i64,
    references: u32,
}

/// A time of the day.
pub fn at(second: i64) -> Timestamp {
    "2026-11-22T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

impl Day {
    pub fn new(seed: u64) -> Self {
        Day {
            random: StdRng::seed_from_u64(seed),
            second: 0,
            references: 0,
        }
    }

    /// One sale, from the charge to its receipt.
    pub fn serve(&mut self, ledger: &mut Ledger, committed: &mut Committed<'_>) {
        let sale = NewSale {
            amount: self.amount(),
            allow_partial: self.random.random_ratio(1, 4),
            description: self
                .random
                .random_bool(0.5)
                .then(|| "Café ñandú, 250 g".into()),
            customer: self.customer(),
        };
        let cashier = self.cashier(ledger);
        let (at, session) = (self.now(), self.session());
        let stamp = Stamp {
            at,
            by: Some(cashier),
        };
        let (sale, first) = ledger
            .open_sale(stamp, sale, session, Duplicates::Allowed)
            .unwrap();
        committed(ledger, sale, "open_sale");
        if self.random.random_ratio(1, 6) {
            let shift = ledger.open_shift(stamp).unwrap();
            committed(ledger, sale, "open_shift");
            ledger.close_shift(stamp, shift).unwrap();
            committed(ledger, sale, "close_shift");
        }
        if self.random.random_ratio(1, 8) {
            self.fail_to_open(ledger, first);
            committed(ledger, sale, "session_unopened");
        } else if !self.pay(ledger, sale, first, committed) {
            return;
        }
        if self.random.random_bool(0.5) {
            let (at, session) = (self.now(), self.session());
            let second = ledger.open_session(at, sale, session).unwrap();
            committed(ledger, sale, "open_session");
            self.pay(ledger, sale, second, committed);
        }
    }

    fn customer(&mut self) -> Customer {
        let known = self.random.random_ratio(1, 4);
        Customer {
            rut: known.then(|| "12.345.678-5".parse().unwrap()),
            ..Customer::default()
        }
    }

    /// Who is at the till: the same one all day, whose PIN is mistyped now and then.
    fn cashier(&mut self, ledger: &mut Ledger) -> CashierId {
        let known = ledger.tables().cashiers().unwrap().pop();
        let Some(ana) = known else {
            let values = CashierValues {
                name: "Ana".parse().unwrap(),
                role: Role::Supervisor,
                pin: PinHash("$argon2id$".into()),
                works: true,
            };
            return ledger.add_cashier(self.now(), values).unwrap();
        };
        if self.random.random_ratio(1, 6) {
            ledger.pin_missed(self.now(), ana.id).unwrap();
            ledger.signed_in(self.now(), ana.id).unwrap();
        }
        ana.id
    }

    /// Returns whether the session ended without money, so that another may follow.
    fn pay(
        &mut self,
        ledger: &mut Ledger,
        sale: SaleId,
        session: SessionId,
        committed: &mut Committed<'_>,
    ) -> bool {
        let currency = ledger.tables().amount_of(sale).unwrap().currency();
        let request = RequestId(1_000_000 + session.0);
        let url = format!("https://checkout.example/session/{request}/9f86d081884c7d659a2feaa0c55");
        ledger
            .session_opened(self.now(), session, request, url, at(self.second + 900))
            .unwrap();
        committed(ledger, sale, "session_opened");
        for _ in 0..self.random.random_range(0..3) {
            let (standing, told) = (
                self.open_standing(),
                self.transactions(session, 1, currency),
            );
            ledger
                .session_settled(self.now(), session, standing, told)
                .unwrap();
            committed(ledger, sale, "session_settled, still open");
        }
        let Some(end) = self.end() else { return false };
        let told = self.transactions(session, 2, currency);
        ledger
            .session_settled(self.now(), session, end.clone(), told)
            .unwrap();
        committed(ledger, sale, "session_settled, final");
        if end == Standing::Approved {
            self.print(ledger, sale, committed);
            if self.random.random_ratio(1, 6) {
                self.give_back(ledger, sale, session, committed);
            }
        }
        matches!(end, Standing::Rejected { .. })
    }

    fn print(&mut self, ledger: &mut Ledger, sale: SaleId, committed: &mut Committed<'_>) {
        let original = ledger.tables().print_jobs_of(sale).unwrap()[0].id;
        self.print_job(ledger, sale, original, committed);
        if self.random.random_ratio(1, 6) {
            let reprint = ledger
                .queue_receipt(self.now(), sale, Receipt::Sale, Copy::Reprint)
                .unwrap();
            committed(ledger, sale, "queue_receipt");
            self.print_job(ledger, sale, reprint, committed);
        }
    }

    fn print_job(
        &mut self,
        ledger: &mut Ledger,
        sale: SaleId,
        job: JobId,
        committed: &mut Committed<'_>,
    ) {
        if self.random.random_ratio(1, 10) {
            return;
        }
        if self.random.random_ratio(1, 10) {
            let fault = fault(Paper::Untouched);
            ledger
                .receipt_delayed(self.now(), sale, job, fault)
                .unwrap();
            committed(ledger, sale, "receipt_delayed");
        }
        ledger.receipt_started(self.now(), sale, job).unwrap();
        committed(ledger, sale, "receipt_started");
        if self.random.random_ratio(1, 10) {
            let fault = fault(Paper::Unsure);
            ledger.receipt_failed(self.now(), sale, job, fault).unwrap();
            committed(ledger, sale, "receipt_failed");
            if self.random.random_ratio(1, 2) {
                ledger.receipt_seen(self.now(), job).unwrap();
                committed(ledger, sale, "receipt_seen");
            }
        } else {
            let target = words!("la impresora 192.168.1.50", "the printer 192.168.1.50");
            ledger
                .receipt_printed(self.now(), sale, job, target)
                .unwrap();
            committed(ledger, sale, "receipt_printed");
        }
    }

    fn give_back(
        &mut self,
        ledger: &mut Ledger,
        sale: SaleId,
        session: SessionId,
        committed: &mut Committed<'_>,
    ) {
        let (at, paid) = (self.now(), session.0 * 10);
        let refund = ledger
            .request_refund(at, session, paid, None, "Ana".into())
            .unwrap();
        committed(ledger, sale, "request_refund");
        let state = match self.random.random_range(0..4) {
            0 => return,
            1 => RefundState::Unknown {
                why: "timed out".into(),
            },
            _ => RefundState::Done {
                authorization: Some("999999".into()),
            },
        };
        ledger.refund_settled(self.now(), refund.id, state).unwrap();
        committed(ledger, sale, "refund_settled");
    }

    fn fail_to_open(&mut self, ledger: &mut Ledger, session: SessionId) {
        let why = Unopened::AnswerLost {
            why: "connection closed before the message was complete".into(),
        };
        ledger.session_unopened(self.now(), session, why).unwrap();
    }

    fn open_standing(&mut self) -> Standing {
        let progress = match self.random.random_range(0..5) {
            0 => {
                let status = "PENDING_REVIEW".into();
                let attention = Attention::UnknownStatus { status };
                return Standing::Attention { attention };
            }
            1 => Progress::AttemptRejected { attempts: 1 },
            2 => Progress::PartlyPaid {
                paid: self.amount().money(),
            },
            _ => Progress::Validating,
        };
        Standing::Pending { progress }
    }

    /// How a session ends; some do not on this day.
    fn end(&mut self) -> Option<Standing> {
        match self.random.random_range(0..12) {
            0 => None,
            1 => Some(Standing::PartialExpired {
                paid: self.amount().money(),
            }),
            2 | 3 => {
                let rejection = Rejection {
                    reason: "XN".into(),
                    message: "Se ha rechazado la transacción".into(),
                    attempts: 2,
                };
                Some(Standing::Rejected { rejection })
            }
            _ => Some(Standing::Approved),
        }
    }

    fn transactions(
        &mut self,
        session: SessionId,
        count: i64,
        currency: Currency,
    ) -> Vec<Transaction> {
        (0..count)
            .map(|attempt| Transaction {
                internal_reference: session.0 * 10 + attempt,
                status: TransactionStatus::Approved,
                amount: Some(Money::new(self.amount().money().minor, currency)),
                discount: None,
                reason: "00".into(),
                message: "Aprobada".into(),
                at: Some(at(self.second)),
                method: Some("Visa".into()),
                issuer: Some("BANCO DE CHILE".into()),
                authorization: Some("000000".into()),
                receipt: Some("1234567890".into()),
                last_digits: None,
                instalments: Some(3),
                refunded: false,
            })
            .collect()
    }

    fn amount(&mut self) -> Amount {
        let minor = self.random.random_range(1..2_000_000);
        let currency = match self.random.random_range(0..10) {
            0 => Currency::USD,
            _ => Currency::CLP,
        };
        Amount::new(Money::new(minor, currency)).unwrap()
    }

    fn session(&mut self) -> NewSession {
        self.references += 1;
        NewSession {
            reference: format!("C1-261122-{:05}", self.references).parse().unwrap(),
            expires_at: at(self.second + 900),
        }
    }

    fn now(&mut self) -> Timestamp {
        self.second += 7;
        at(self.second)
    }
}

fn fault(paper: Paper) -> Fault {
    Fault {
        what: words!("La impresora no tiene papel", "The printer is out of paper"),
        advice: words!("Cambia el rollo", "Change the roll"),
        paper,
    }
}
