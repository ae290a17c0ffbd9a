//! What is wrong with a printer.

use std::io;
use std::path::Path;

use ledger::{Fault, Paper};
use receipt::{PrinterError, PrinterTarget, Trouble};
use sale::{Words, words};

/// A printer's name for people.
pub(crate) fn printer_name(target: &PrinterTarget) -> Words {
    match target {
        PrinterTarget::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).display();
            words!("el archivo {name}", "the file {name}")
        }
        PrinterTarget::Network { host, port } => {
            words!("la impresora {host}:{port}", "the printer {host}:{port}")
        }
        PrinterTarget::Queue(name) => words!("la impresora {name}", "the printer {name}"),
        PrinterTarget::Serial { port, .. } => {
            words!("la impresora en {port}", "the printer on {port}")
        }
    }
}

pub(crate) fn no_printer() -> Fault {
    Fault {
        what: words!("No hay una impresora configurada.", "No printer is set up."),
        advice: words!(
            "Elija una en Ajustes y reimprima.",
            "Choose one in Settings and reprint."
        ),
        paper: Paper::Untouched,
    }
}

pub(crate) fn interrupted_print() -> Fault {
    Fault {
        what: words!(
            "Cobro se detuvo mientras se imprimía.",
            "Cobro stopped while it was printing."
        ),
        advice: words!(
            "Revise el papel y diga si el comprobante salió completo.",
            "Look at the paper and say whether the receipt came out whole."
        ),
        paper: Paper::Unsure,
    }
}

pub(crate) fn no_receipt() -> Fault {
    Fault {
        what: words!(
            "Esta venta ya no tiene comprobante.",
            "This sale has no receipt any more."
        ),
        advice: words!("Avise a soporte.", "Contact support."),
        paper: Paper::Untouched,
    }
}

/// What is wrong, and what to do about it: what certainly did not come out is tried again by itself.
pub(crate) fn printer_fault(error: &PrinterError) -> Fault {
    let (what, advice) = match error {
        PrinterError::Troubled { trouble, .. } => return troubled(*trouble),
        PrinterError::Stopped { trouble, .. } => return stopped(*trouble),
        PrinterError::Interrupted { .. } => return interrupted(),
        PrinterError::UnknownHost { host, .. } => (
            words!(
                "La impresora {host} no existe en la red.",
                "There is no printer {host} on the network."
            ),
            words!(
                "Revise su nombre en Ajustes.",
                "Check its name in Settings."
            ),
        ),
        PrinterError::Unreachable { host, port, .. } => (
            words!(
                "La impresora {host}:{port} no responde.",
                "The printer {host}:{port} does not answer."
            ),
            words!(
                "Revise que esté encendida y conectada.",
                "Check that it is on and connected."
            ),
        ),
        PrinterError::UnknownQueue { queue } => (
            words!(
                "El sistema no conoce la impresora {queue}.",
                "The system does not know the printer {queue}."
            ),
            words!("Elija otra en Ajustes.", "Choose another one in Settings."),
        ),
        PrinterError::QueueRefused { queue, why } => (
            words!(
                "La impresora {queue} no aceptó lo que se le mandó ({why}).",
                "The printer {queue} did not take what it was sent ({why})."
            ),
            words!(
                "Revise la cola de impresión del sistema.",
                "Check the system's print queue."
            ),
        ),
        PrinterError::NoPrintSystem { .. } => (
            words!(
                "Este computador no tiene un sistema de impresión.",
                "This computer has no print system."
            ),
            words!(
                "Instale CUPS o elija otra impresora en Ajustes.",
                "Install CUPS or choose another printer in Settings."
            ),
        ),
        PrinterError::Unplugged { path, .. } => unplugged(path),
        PrinterError::PermissionDenied { path, .. } => forbidden(path),
        PrinterError::FileUnusable { path, source } => unwritable(path, source),
    };
    Fault {
        what,
        advice,
        paper: Paper::Untouched,
    }
}

fn unplugged(path: &Path) -> (Words, Words) {
    let path = path.display();
    (
        words!(
            "La impresora no está conectada ({path}).",
            "The printer is not connected ({path})."
        ),
        words!("Conéctela y enciéndala.", "Connect it and turn it on."),
    )
}

fn forbidden(path: &Path) -> (Words, Words) {
    let path = path.display();
    (
        words!(
            "Este usuario no puede imprimir en {path}.",
            "This user may not print on {path}."
        ),
        words!(
            "Pida permiso a quien administra el computador.",
            "Ask whoever looks after this computer for permission."
        ),
    )
}

fn unwritable(path: &Path, why: &io::Error) -> (Words, Words) {
    let path = path.display();
    (
        words!(
            "No se pudo escribir en {path} ({why}).",
            "{path} could not be written to ({why})."
        ),
        words!(
            "Revise el disco o elija otra impresora en Ajustes.",
            "Check the disk or choose another printer in Settings."
        ),
    )
}

/// What is wrong with a printer that got something that is printed now or not at all.
pub(crate) fn fault_of_a_slip(fault: Fault) -> Fault {
    match fault.paper {
        Paper::Untouched => fault,
        Paper::Unsure => Fault {
            advice: words!(
                "Revise el papel y la tapa; si no salió completo, imprima otra vez.",
                "Check the paper and the cover; if it did not come out whole, print again."
            ),
            ..fault
        },
    }
}

fn troubled(trouble: Trouble) -> Fault {
    let (what, advice) = match trouble {
        Trouble::PaperOut => (
            words!(
                "La impresora está sin papel.",
                "The printer is out of paper."
            ),
            words!("Ponga un rollo nuevo.", "Put in a new roll."),
        ),
        Trouble::CoverOpen => (
            words!(
                "La impresora tiene la tapa abierta.",
                "The printer's cover is open."
            ),
            words!("Ciérrela.", "Close it."),
        ),
        Trouble::Error => (
            words!("La impresora está trabada.", "The printer is jammed."),
            words!(
                "Revise el papel y la cuchilla, y apáguela y enciéndala.",
                "Check the paper and the cutter, and turn it off and on."
            ),
        ),
        Trouble::Offline => (
            words!("La impresora está en pausa.", "The printer is paused."),
            words!(
                "Presione su botón FEED u ONLINE.",
                "Press its FEED or ONLINE button."
            ),
        ),
    };
    Fault {
        what,
        advice,
        paper: Paper::Untouched,
    }
}

fn interrupted() -> Fault {
    Fault {
        what: words!(
            "La impresora no terminó de imprimir.",
            "The printer did not finish printing."
        ),
        advice: words!(
            "Revise el papel y la tapa, y diga si salió completo.",
            "Check the paper and the cover, and say whether it came out whole."
        ),
        paper: Paper::Unsure,
    }
}

fn stopped(trouble: Trouble) -> Fault {
    let (what, advice) = match trouble {
        Trouble::PaperOut => (
            words!(
                "A la impresora se le acabó el papel.",
                "The printer ran out of paper."
            ),
            words!(
                "Ponga un rollo nuevo y diga si el comprobante salió completo.",
                "Put in a new roll and say whether the receipt came out whole."
            ),
        ),
        Trouble::CoverOpen => (
            words!(
                "Se abrió la tapa de la impresora.",
                "The printer's cover was opened."
            ),
            words!(
                "Ciérrela y diga si el comprobante salió completo.",
                "Close it and say whether the receipt came out whole."
            ),
        ),
        Trouble::Error => (
            words!("La impresora se trabó.", "The printer jammed."),
            words!(
                "Revise el papel y la cuchilla, y diga si el comprobante salió completo.",
                "Check the paper and the cutter, and say whether the receipt came out whole."
            ),
        ),
        Trouble::Offline => (
            words!("La impresora se detuvo.", "The printer stopped."),
            words!(
                "Presione su botón FEED u ONLINE, y diga si el comprobante salió completo.",
                "Press its FEED or ONLINE button, and say whether the receipt came out whole."
            ),
        ),
    };
    Fault {
        what,
        advice,
        paper: Paper::Unsure,
    }
}
