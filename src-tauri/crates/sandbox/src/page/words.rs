//! Every word of the page: Spanish of Chile, and English beside it.

use jiff::Zoned;

use crate::cards::{Bank, Behaviour, Decision, Reason, ThreeDs};
use crate::language::Language;
use crate::money::Amount;
use crate::pay_form::{Fault, Field};
use crate::session::Cause;

/// The words of a language.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub(crate) Language);

macro_rules! words {
    ($($name:ident: $spanish:literal, $english:literal;)*) => {
        impl Words {
            $(pub(crate) fn $name(self) -> &'static str {
                self.0.choose($spanish, $english)
            })*
        }
    };
}

words! {
    tag: "es-CL", "en";
    simulation: "SIMULACIÓN", "SIMULATION";
    no_real_cards: "No ingrese tarjetas reales", "Do not enter real cards";
    footer: "Pasarela de práctica de Cobro. No es un banco y no mueve dinero.",
        "Cobro’s practice gateway. It is not a bank and moves no money.";

    purchase: "Su compra", "Your purchase";
    payment: "Pago", "Payment";
    shop: "Comercio", "Shop";
    amount: "Monto", "Amount";
    total: "Total", "Total";
    paid: "Pagado", "Paid";
    left: "Falta pagar", "Left to pay";
    description: "Descripción", "Description";
    reference: "Referencia", "Reference";
    time_left: "Quedan", "Time left:";
    soon: "Quedan menos de 2 minutos para pagar.", "Less than 2 minutes left to pay.";

    part_now: "Monto a pagar ahora", "Amount to pay now";
    test_cards: "Pague con una tarjeta de prueba", "Pay with a test card";
    more_test_cards: "Más tarjetas de prueba", "More test cards";
    typed_card: "O escriba los datos de una tarjeta de prueba", "Or type the details of a test card";
    card: "Número de tarjeta", "Card number";
    card_hint: "Solo de prueba, como 4110 7600 0000 0081", "Test cards only, like 4110 7600 0000 0081";
    expiry: "Vencimiento", "Expiry date";
    expiry_hint: "MM/AA", "MM/YY";
    cvv: "CVV", "CVV";
    cvv_hint: "3 o 4 dígitos", "3 or 4 digits";
    instalments: "Cuotas", "Instalments";
    name: "Nombre en la tarjeta", "Name on the card";
    rut: "RUT", "RUT";
    rut_hint: "Como 12.345.678-5", "Such as 12.345.678-5";
    email: "Correo electrónico", "E-mail";
    optional: "(opcional)", "(optional)";
    not_kept: "El nombre, el RUT y el correo no se guardan. De la tarjeta quedan solo los primeros seis y los últimos cuatro dígitos.",
        "The name, the RUT and the e-mail are not kept. Of the card, only the first six and the last four digits are.";
    pay: "Pagar", "Pay";
    abandon: "No deseo continuar", "I do not want to go on";
    check_these: "Revise estos datos:", "Check these details:";
    nothing_charged: "No se cobró nada.", "Nothing was charged.";
    nothing_more_charged: "No se cobró nada más.", "Nothing more was charged.";
    attempt_not_charged: "Este intento no se cobró.", "This attempt was not charged.";
    another_card: "Puede intentar con otra tarjeta.", "You can try another card.";

    approving_cards: "Aprueban", "Approve";
    rejecting_cards: "Rechazan", "Reject";
    pending_cards: "Quedan pendientes", "Stay pending";
    slow_cards: "Tardan", "Are slow";
    three_ds_cards: "Con 3-D Secure", "With 3-D Secure";
    special_cards: "Casos especiales", "Special cases";

    challenge: "Confirme que es usted", "Confirm that it is you";
    code_sent: "Su banco le envió un código. En esta simulación es", "Your bank sent you a code. In this simulation it is";
    code: "Código de su banco", "Code from your bank";
    confirm: "Confirmar", "Confirm";

    validating: "El banco está validando su pago", "The bank is validating your payment";
    confirming: "El comercio está confirmando su pago", "The shop is confirming your payment";
    do_not_pay_again: "No vuelva a pagar. Esta página se actualiza sola.", "Do not pay again. This page updates itself.";
    approved: "Pago aprobado", "Payment approved";
    paid_in_part: "Pagado en parte", "Paid in part";
    back_to_shop: "Volver al comercio", "Back to the shop";
    card_used: "Tarjeta", "Card";
    authorization: "Autorización", "Authorization";
    date: "Fecha", "Date";

    attempts: "Intentos", "Attempts";
    code_missing: "Falta su código", "Your code is missing";
    shop_confirms: "El comercio está confirmando", "The shop is confirming";
    bank_validates: "El banco está validando", "The bank is validating";
    attempt_approved: "Aprobada", "Approved";
    attempt_rejected: "Rechazada", "Rejected";

    no_such_link: "Este enlace de pago no existe", "This payment link does not exist";
    ask_for_a_link: "No se cobró nada. Pida al comercio un enlace nuevo.", "Nothing was charged. Ask the shop for a new link.";
    not_stored: "No pudimos guardar su pago", "We could not keep your payment";
    try_again: "No se cobró nada. Intente de nuevo.", "Nothing was charged. Try again.";
}

impl Words {
    fn of(self, spanish: String, english: String) -> String {
        match self.0 {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    /// `$12.990`; in English, where the dot would make it twelve dollars, `CLP 12,990`.
    pub(crate) fn money(self, amount: Amount) -> String {
        let spanish = amount.to_string();
        let swapped = spanish.chars().map(|sign| match sign {
            '.' => ',',
            ',' => '.',
            other => other,
        });
        let english = swapped.collect::<String>().replace('$', "CLP ");
        self.of(spanish, english)
    }

    /// Until when the customer may pay.
    pub(crate) fn expires(self, at: &Zoned, now: &Zoned) -> String {
        let format = match (at.date() == now.date(), self.0) {
            (true, Language::Spanish) => "Vence a las %H:%M",
            (true, Language::English) => "Expires at %H:%M",
            (false, Language::Spanish) => "Vence el %d-%m-%Y a las %H:%M",
            (false, Language::English) => "Expires on %d-%m-%Y at %H:%M",
        };
        at.strftime(format).to_string()
    }

    pub(crate) fn pay_amount(self, amount: Amount) -> String {
        format!("{} {}", self.pay(), self.money(amount))
    }

    pub(crate) fn part_hint(self, left: Amount) -> String {
        let left = self.money(left);
        self.of(
            format!("Puede pagar una parte. Si lo deja vacío, paga todo lo que falta: {left}."),
            format!("You can pay a part. Left empty, you pay all that is left: {left}."),
        )
    }

    pub(crate) fn part_paid(self, paid: Amount, left: Amount) -> String {
        let (paid, left) = (self.money(paid), self.money(left));
        self.of(
            format!("Pagó {paid}. Falta {left}."),
            format!("You paid {paid}. {left} is left."),
        )
    }

    pub(crate) fn part_paid_over(self, left: Amount, whole: Amount) -> String {
        let (left, whole) = (self.money(left), self.money(whole));
        self.of(
            format!("Faltaron {left} de {whole}. El comercio le dirá cómo seguir."),
            format!("{left} of {whole} was not paid. The shop will tell you how to go on."),
        )
    }

    pub(crate) fn charges(self, shop: &str, amount: Amount) -> String {
        let amount = self.money(amount);
        self.of(
            format!("{shop} le cobra {amount}."),
            format!("{shop} is charging you {amount}."),
        )
    }

    pub(crate) fn in_instalments(self, instalments: u8) -> String {
        match instalments {
            1 => self.0.choose("Sin cuotas", "In one payment").to_owned(),
            many => self.of(format!("{many} cuotas"), format!("{many} instalments")),
        }
    }

    /// What is wrong, after having said that nothing was charged.
    pub(crate) fn fault(self, fault: Fault) -> String {
        let (spanish, english) = match fault {
            Fault::NoCard => (
                "Elija una tarjeta de prueba o escriba su número.",
                "Choose a test card or type its number.",
            ),
            Fault::UnknownCard => (
                "Esa no es una tarjeta de prueba; no ingrese tarjetas reales. Elija una de la lista.",
                "That is not a test card; do not enter real cards. Choose one from the list.",
            ),
            Fault::RealCard => (
                "El número no se guardó. Parece una tarjeta real: nunca la ingrese en una simulación. Elija una de prueba.",
                "The number was not kept. It looks like a real card: never enter one in a simulation. Choose a test card.",
            ),
            Fault::Expiry => (
                "Escriba el vencimiento como MM/AA.",
                "Type the expiry date as MM/YY.",
            ),
            Fault::CardExpired => (
                "La tarjeta está vencida en esa fecha.",
                "The card has expired by that date.",
            ),
            Fault::Cvv => (
                "Escriba el CVV: 3 o 4 dígitos.",
                "Type the CVV: 3 or 4 digits.",
            ),
            Fault::Instalments => ("Las cuotas van de 1 a 48.", "Instalments go from 1 to 48."),
            Fault::Rut => (
                "El dígito verificador del RUT no corresponde. Revíselo o déjelo vacío.",
                "The RUT’s check digit does not match. Check it or leave it empty.",
            ),
            Fault::Email => (
                "Al correo le falta algo. Escríbalo como ana@correo.cl o déjelo vacío.",
                "Something is missing in the e-mail. Type it like ana@correo.cl or leave it empty.",
            ),
            Fault::Amount => (
                "Escriba el monto en números enteros, sin decimales.",
                "Type the amount in whole numbers, without decimals.",
            ),
            Fault::WholeOnly { whole } => return self.whole_only(whole),
            Fault::TooMuch { left } => return self.too_much(left),
        };
        self.0.choose(spanish, english).to_owned()
    }

    /// What is wrong, in so few words as suit a field under a complaint that says the rest.
    pub(crate) fn fault_at_field(self, fault: Fault) -> String {
        match fault {
            Fault::RealCard => self
                .0
                .choose("El número se borró.", "The number was erased.")
                .to_owned(),
            Fault::NoCard
            | Fault::UnknownCard
            | Fault::Expiry
            | Fault::CardExpired
            | Fault::Cvv
            | Fault::Instalments
            | Fault::Rut
            | Fault::Email
            | Fault::Amount
            | Fault::WholeOnly { .. }
            | Fault::TooMuch { .. } => self.fault(fault),
        }
    }

    /// What a field is called.
    pub(crate) fn label(self, field: Field) -> &'static str {
        match field {
            Field::Amount => self.part_now(),
            Field::Card => self.card(),
            Field::Expiry => self.expiry(),
            Field::Cvv => self.cvv(),
            Field::Instalments => self.instalments(),
            Field::Name => self.name(),
            Field::Rut => self.rut(),
            Field::Email => self.email(),
        }
    }

    fn whole_only(self, whole: Amount) -> String {
        let whole = self.money(whole);
        self.of(
            format!("Aquí se paga todo de una vez: {whole}."),
            format!("Here all is paid at once: {whole}."),
        )
    }

    fn too_much(self, left: Amount) -> String {
        let left = self.money(left);
        self.of(
            format!("Falta pagar {left}; no se puede pagar más."),
            format!("{left} is left to pay; you cannot pay more."),
        )
    }

    pub(crate) fn wrong_code(self, left: u8) -> &'static str {
        match left {
            2 => self.0.choose(
                "Ese no es el código. Le quedan 2 intentos.",
                "That is not the code. You have 2 tries left.",
            ),
            _ => self.0.choose(
                "Ese no es el código. Le queda 1 intento.",
                "That is not the code. You have 1 try left.",
            ),
        }
    }

    /// Why a session ended unpaid: a title, and what follows "nothing was charged".
    pub(crate) fn unpaid(self, cause: Cause) -> (&'static str, &'static str) {
        let cancelled = self.0.choose("Pago cancelado", "Payment cancelled");
        match cause {
            Cause::CustomerLeft => (
                cancelled,
                self.0
                    .choose("Usted decidió no continuar.", "You chose not to go on."),
            ),
            Cause::CalledOff | Cause::NotConfirmed => (
                cancelled,
                self.0.choose(
                    "El comercio no lo confirmó.",
                    "The shop did not confirm it.",
                ),
            ),
            Cause::MerchantCancelled => (
                cancelled,
                self.0
                    .choose("El comercio lo canceló.", "The shop cancelled it."),
            ),
            Cause::Expired => (
                self.0.choose("Plazo vencido", "Time is over"),
                self.0.choose(
                    "Pida al comercio un enlace nuevo.",
                    "Ask the shop for a new link.",
                ),
            ),
            Cause::TooManyRejections => (
                self.0.choose("Pago rechazado", "Payment rejected"),
                self.0.choose(
                    "Se alcanzó el máximo de intentos. Pida al comercio un enlace nuevo.",
                    "The limit of attempts was reached. Ask the shop for a new link.",
                ),
            ),
        }
    }

    /// What a test card does, as the trainee reads it.
    pub(crate) fn tells(self, behaviour: Behaviour) -> String {
        format!(
            "{}{}",
            self.tells_bank(behaviour.bank),
            self.tells_3ds(behaviour.three_ds)
        )
    }

    fn tells_bank(self, bank: Bank) -> &'static str {
        let (spanish, english) = match bank {
            Bank::AtOnce(Decision::Approve) => ("Aprueba", "Approves"),
            Bank::AtOnce(Decision::Reject(Reason::InsufficientFunds)) => {
                ("Rechaza, sin fondos", "Rejects, no funds")
            }
            Bank::AtOnce(Decision::Reject(_)) => ("Rechaza", "Rejects"),
            Bank::Validated(Decision::Approve) => {
                ("Pendiente, luego aprueba", "Pending, then approves")
            }
            Bank::Validated(Decision::Reject(_)) => {
                ("Pendiente, luego rechaza", "Pending, then rejects")
            }
            Bank::Slow(Decision::Approve) => ("Tarda y aprueba", "Slow, then approves"),
            Bank::Slow(Decision::Reject(_)) => ("Tarda y rechaza", "Slow, then rejects"),
            Bank::Under200Dollars => ("Aprueba bajo 200 USD", "Approves under 200 USD"),
            Bank::RightCode => (
                "Aprueba con 11/28 y CVV 917",
                "Approves with 11/28 and CVV 917",
            ),
            Bank::ByHand(_) => (
                "Revisión manual, luego rechaza",
                "Reviewed by hand, then rejects",
            ),
            Bank::BreaksDown => ("Falla el proceso", "The process breaks down"),
        };
        self.0.choose(spanish, english)
    }

    fn tells_3ds(self, three_ds: ThreeDs) -> &'static str {
        match three_ds {
            ThreeDs::None => "",
            ThreeDs::Challenge => self.0.choose(", pide código", ", asks for a code"),
            ThreeDs::Frictionless => self.0.choose(", sin pedir código", ", without a code"),
            ThreeDs::Attempted => self
                .0
                .choose(", verificación incompleta", ", half verified"),
            ThreeDs::NotAuthenticated => self.0.choose(", no autenticada", ", not authenticated"),
        }
    }
}
