//! The page that tells which profile is right for a printer.

use jiff::Timestamp;

use super::letterhead::{Letterhead, centred};
use crate::{Block, Columns, Document, DoubleByte, Letters, Profile, Qr, QrBy, Style};

/// Everything that the test page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPage {
    /// Whose page it is.
    pub letterhead: Letterhead,
    /// The printer, in words for people.
    pub printer: String,
    /// What it is taken for now.
    pub profile: Profile,
    /// When it is printed.
    pub printed_at: Timestamp,
}

/// What Spanish needs, and what the usual mistakes hit.
const SAMPLE: &str = "¿Ñandú, café? ¡Sí! N° 5 Ô";

const QR_SAMPLE: &str = "COBRO-PAGINA-DE-PRUEBA";

impl TestPage {
    /// The page as a document. What is to be compared is printed as each profile would.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let mut blocks = letterhead.head("PÁGINA DE PRUEBA", None);
        blocks.extend(letterhead.place(self.printed_at));
        blocks.push(Block::pair("Impresora", &self.printer));
        blocks.push(Block::pair("Letra", self.profile.letters));
        blocks.push(Block::pair("Columnas", self.profile.columns));
        blocks.push(Block::pair("Puntos", self.profile.dots));
        blocks.push(Block::pair("QR", self.profile.qr));
        blocks.extend(question("La letra que se lee bien:"));
        blocks.extend(self.letters());
        blocks.extend(question("La regla más larga que cabe en una línea:"));
        blocks.extend(Columns::ALL.map(|columns| self.ruler(columns)));
        blocks.extend(question("El QR que se ve:"));
        for by in QrBy::ALL {
            blocks.extend(self.symbol(*by));
        }
        blocks.push(Block::text("$12.990", Style::CENTRED.bold().double()));
        blocks.extend(letterhead.foot("No es un comprobante de pago"));
        blocks.into_iter().collect()
    }

    /// One sample for each way to letters, by the names that settings have.
    fn letters(&self) -> Vec<Block> {
        let usual = Letters::ALL
            .iter()
            .map(|letters| (*letters, DoubleByte::Absent));
        let of_china = (Letters::Windows1252, DoubleByte::Cancelled);
        let ways = usual.chain([of_china]);
        let samples = ways.zip('A'..).map(|((letters, double_byte), place)| {
            let name = match double_byte {
                DoubleByte::Absent => format!("{place} · {letters}"),
                DoubleByte::Cancelled => format!("{place} · {letters}, doble byte"),
            };
            Block::As {
                profile: Profile {
                    letters,
                    double_byte,
                    ..self.profile
                },
                blocks: vec![
                    Block::text(name, Style::default()),
                    Block::text(SAMPLE, Style::default().bold()),
                ],
            }
        });
        samples.collect()
    }

    fn ruler(&self, columns: Columns) -> Block {
        let digits = "1234567890".chars().cycle();
        let name = format!("{columns}:");
        let ruler = name.chars().chain(digits.skip(name.len()));
        let ruler: String = ruler.take(columns.count()).collect();
        Block::As {
            profile: Profile {
                columns,
                ..self.profile
            },
            blocks: vec![Block::text(ruler, Style::default())],
        }
    }

    fn symbol(&self, by: QrBy) -> Vec<Block> {
        let Ok(qr) = Qr::new(QR_SAMPLE) else {
            return Vec::new();
        };
        vec![
            Block::text(by, Style::CENTRED),
            Block::As {
                profile: Profile {
                    qr: by,
                    ..self.profile
                },
                blocks: vec![Block::Qr(qr)],
            },
        ]
    }
}

fn question(words: &str) -> Vec<Block> {
    let mut blocks = vec![Block::Rule];
    blocks.extend(centred(words));
    blocks
}
