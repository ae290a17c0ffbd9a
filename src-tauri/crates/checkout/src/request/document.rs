//! Identity documents, by country.
//!
//! Source: the gateway's "Document types", with the rule that it holds each number to.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use regex_lite::Regex;
use serde::Serialize;

use crate::request::limit::{self, Problem, RequestError};

/// A Chilean RUT whose check digit is right.
///
/// The gateway takes any check digit; this type does not. `Display` writes the form that is sent:
/// `12345678-5`, without dots.
///
/// Source: "Document types", `CLRUT`.
///
/// ```
/// use placetopay_checkout::Rut;
///
/// let rut: Rut = "12.345.678-5".parse()?;
/// assert_eq!(rut.to_string(), "12345678-5");
/// assert!("12.345.678-9".parse::<Rut>().is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rut(rutcl::Rut);

impl FromStr for Rut {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rut = text.trim().to_uppercase().parse().map_err(|error| {
            let problem = match error {
                rutcl::Error::InvalidVerificationDigit { .. } => Problem::CheckDigit,
                _ => Problem::Form {
                    expected: "a RUT such as 12.345.678-5",
                },
            };
            RequestError::new("document", problem)
        })?;
        Ok(Rut(rut))
    }
}

impl fmt::Display for Rut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(rutcl::Format::Dash))
    }
}

/// Personal data stays out of logs.
impl fmt::Debug for Rut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rut(…)")
    }
}

macro_rules! document_types {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $rule:literal;)+) => {
        /// What kind of identity document a person has.
        ///
        /// Source: "Document types".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum DocumentType {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl DocumentType {
            /// All kinds, in the gateway's order.
            pub const ALL: [DocumentType; [$($code),+].len()] = [$(DocumentType::$variant),+];

            /// The gateway's code for it, such as `CLRUT`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(DocumentType::$variant => $code,)+
                }
            }

            /// The regular expression that the gateway holds its number to.
            #[must_use]
            pub fn rule(self) -> &'static str {
                match self {
                    $(DocumentType::$variant => $rule,)+
                }
            }
        }
    };
}

document_types! {
    /// Passport, anywhere.
    Passport = "PPN", r"^[a-zA-Z0-9_]{4,16}$";
    /// Tax number, anywhere.
    Tax = "TAX", r"^[a-zA-Z0-9_]{4,16}$";
    /// Labeler identification code, anywhere.
    LabelerCode = "LIC", r"^[a-zA-Z0-9_]{4,16}$";
    /// Employer identification number of Puerto Rico.
    Ein = "EIN", r"^[1-9]\d?-\d{7}$";
    /// Cédula de ciudadanía of Colombia.
    Cc = "CC", r"^[1-9][0-9]{3,9}$";
    /// Cédula de extranjería of Colombia.
    Ce = "CE", r"^([a-zA-Z]{1,5})?[1-9][0-9]{3,7}$";
    /// Tarjeta de identidad of Colombia.
    Ti = "TI", r"^[1-9][0-9]{4,11}$";
    /// Número de identificación tributaria of Colombia.
    Nit = "NIT", r"^[1-9]\d{6,9}$";
    /// Registro único tributario of Colombia; for Chile see [`DocumentType::ClRut`].
    CoRut = "RUT", r"^[1-9]\d{6,9}$";
    /// Cédula de identidad of Ecuador.
    EcCi = "CI", r"^\d{10}$";
    /// Registro único de contribuyentes of Ecuador.
    EcRuc = "RUC", r"^\d{13}$";
    /// Cédula personal física of Costa Rica.
    CrCpf = "CRCPF", r"^[1-9][0-9]{8}$";
    /// Cédula personal jurídica of Costa Rica.
    Cpj = "CPJ", r"^[1-9][0-9]{9}$";
    /// Document of migration of Costa Rica.
    Dimex = "DIMEX", r"^[1-9][0-9]{10,11}$";
    /// Document of diplomats of Costa Rica.
    Didi = "DIDI", r"^[1-9][0-9]{10,11}$";
    /// RUT of Chile; its check digit is checked too.
    ClRut = "CLRUT", r"^\d{1,2}(\.?\d{1,3}){2}-[\dkK]$";
    /// Cédula de identidad personal of Panama.
    Cip = "CIP", r"^(N|E|PE\d+)?\d{2,6}\d{2,6}$";
    /// Registro único de contribuyente of Panama.
    PaRuc = "PARUC", r"^[a-zA-Z0-9\-]{1,16}$";
    /// Cadastro de pessoas físicas of Brazil.
    Cpf = "CPF", r"^\d{10,11}$";
    /// DNI of Peru.
    Dni = "DNI", r"^\d{8}$";
    /// Registro único de contribuyentes of Peru.
    PeRuc = "PERUC", r"^(10|15|16|17|20)\d{9}$";
    /// Documento nacional de identificación of Honduras.
    HnDni = "HNDNI", r"^[a-zA-Z0-9]{1,15}$";
    /// Documento de residencia of Honduras.
    HnDr = "HNDR", r"^[a-zA-Z0-9]{1,15}$";
    /// Número de registro tributario of Honduras.
    Rtn = "RTN", r"^[0-9]{14,16}$";
    /// Social security number of Belize.
    BzSsn = "BZSSN", r"^[0-9]{9}$";
    /// Business registration number of Belize.
    Brn = "BRN", r"^[0-9]{5,7}$";
    /// Cédula de identidad of Uruguay.
    UyCi = "UYCI", r"^\d{6,7}-[0-9]$";
    /// Registro único tributario of Uruguay.
    UyRut = "UYRUT", r"^\d{12}$";
}

impl DocumentType {
    /// The kind that a gateway's code stands for.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn admits(self, number: &str) -> bool {
        static RULES: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
            let rules = DocumentType::ALL.iter();
            rules.map(|kind| Regex::new(kind.rule()).ok()).collect()
        });
        let rule = RULES.get(self as usize).and_then(Option::as_ref);
        rule.is_some_and(|rule| rule.is_match(number))
    }
}

/// A person's or a company's identity document.
///
/// Source: "Document types".
///
/// ```
/// use placetopay_checkout::{Document, DocumentType};
///
/// let rut = Document::new(DocumentType::ClRut, "12.345.678-5")?;
/// assert_eq!(rut.number(), "12345678-5");
/// assert!(Document::new(DocumentType::ClRut, "12.345.678-9").is_err());
/// assert!(Document::new(DocumentType::Passport, "P 123").is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Document {
    #[serde(rename = "documentType")]
    code: &'static str,
    #[serde(rename = "document")]
    number: String,
}

impl Document {
    /// A document of a kind with its number, held to the rule of that kind.
    ///
    /// # Errors
    /// [`RequestError`] of `document`: longer than 25 characters, not of the form of its kind, or a
    /// RUT with a wrong check digit.
    pub fn new(kind: DocumentType, number: impl Into<String>) -> Result<Self, RequestError> {
        let number = limit::text("document", number, 25)?;
        if kind == DocumentType::ClRut {
            return Ok(number.parse::<Rut>()?.into());
        }
        if !kind.admits(&number) {
            let expected = "a number of its kind";
            return Err(RequestError::new("document", Problem::Form { expected }));
        }
        Ok(Document {
            code: kind.code(),
            number,
        })
    }

    /// The gateway's code of its kind.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Its number, as it is sent.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }
}

impl From<Rut> for Document {
    fn from(rut: Rut) -> Self {
        Document {
            code: DocumentType::ClRut.code(),
            number: rut.to_string(),
        }
    }
}

/// Personal data stays out of logs.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} …)", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_rule_that_some_number_meets() {
        for kind in DocumentType::ALL {
            assert!(kind.code().len() <= 6, "{kind:?}");
            assert_eq!(DocumentType::from_code(kind.code()), Some(kind));
            let digits = ["1234567890123", "12345678-5", "12345678", "20123456789"];
            let more = [
                "123456789",
                "1234567890",
                "123456-7",
                "123456789012",
                "12-1234567",
            ];
            let samples = digits
                .into_iter()
                .chain(more)
                .chain(["12345", "12345678901234"]);
            let admitted = samples.filter(|number| kind.admits(number)).count();
            assert!(admitted > 0, "{kind:?} admits nothing");
            assert!(!kind.admits("12 34"), "{kind:?}");
            assert!(!kind.admits(""), "{kind:?}");
        }
    }

    /// Check digits by hand: 7+8·… modulo 11 as the Registro Civil explains it; 11.111.111-1 and
    /// 12.345.678-5 are the well-known examples, 10.000.013-K is one that ends in K.
    #[test]
    fn a_rut_is_right_to_its_check_digit() {
        for (text, sent) in [
            ("11.111.111-1", "11111111-1"),
            ("12345678-5", "12345678-5"),
            ("10.000.013-k", "10000013-K"),
        ] {
            let document = Document::new(DocumentType::ClRut, text).unwrap();
            assert_eq!((document.code(), document.number()), ("CLRUT", sent));
            assert!(DocumentType::ClRut.admits(document.number()));
        }
        let problem = |text: &str| text.parse::<Rut>().unwrap_err().problem();
        assert_eq!(problem("11.111.111-2"), Problem::CheckDigit);
        assert!(matches!(problem("hola"), Problem::Form { .. }));
    }

    #[test]
    fn debug_shows_no_number() {
        let document = Document::new(DocumentType::ClRut, "11.111.111-1").unwrap();
        assert_eq!(format!("{document:?}"), "Document(CLRUT …)");
        assert_eq!(
            format!("{:?}", "11.111.111-1".parse::<Rut>().unwrap()),
            "Rut(…)"
        );
    }
}
