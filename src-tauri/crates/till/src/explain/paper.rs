//! What is wrong with a printer.

use ledger::{Fault, Paper};
use receipt::{PrinterError, PrinterTarget, Trouble};

/// A printer's name for people.
pub(crate) fn printer_name(target: &PrinterTarget) -> String {
    match target {
        PrinterTarget::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            format!("el archivo {}", name.display())
        }
        PrinterTarget::Network { host, port } => format!("la impresora {host}:{port}"),
        PrinterTarget::Queue(name) => format!("la impresora {name}"),
        PrinterTarget::Serial { port, .. } => format!("la impresora en {port}"),
    }
}

pub(crate) fn no_printer() -> Fault {
    fault(
        "No hay una impresora configurada.",
        "Elija una en Ajustes y reimprima.",
        Paper::Untouched,
    )
}

pub(crate) fn interrupted_print() -> Fault {
    fault(
        "Cobro se detuvo mientras se imprimía.",
        "Revise el papel y diga si el comprobante salió completo.",
        Paper::Unsure,
    )
}

pub(crate) fn no_receipt() -> Fault {
    fault(
        "Esta venta ya no tiene comprobante.",
        "Avise a soporte.",
        Paper::Untouched,
    )
}

/// What is wrong, and what to do about it: what certainly did not come out is tried again by itself.
pub(crate) fn printer_fault(error: &PrinterError) -> Fault {
    let (what, advice) = match error {
        PrinterError::Troubled { trouble, .. } => return troubled(*trouble),
        PrinterError::Stopped { trouble, .. } => return stopped(*trouble),
        PrinterError::Interrupted { .. } => {
            return fault(
                "La impresora no terminó de imprimir.",
                "Revise el papel y la tapa, y diga si salió completo.",
                Paper::Unsure,
            );
        }
        PrinterError::UnknownHost { host, .. } => (
            format!("La impresora {host} no existe en la red."),
            "Revise su nombre en Ajustes.",
        ),
        PrinterError::Unreachable { host, port, .. } => (
            format!("La impresora {host}:{port} no responde."),
            "Revise que esté encendida y conectada.",
        ),
        PrinterError::UnknownQueue { queue } => (
            format!("El sistema no conoce la impresora {queue}."),
            "Elija otra en Ajustes.",
        ),
        PrinterError::QueueRefused { queue, why } => (
            format!("La impresora {queue} no aceptó lo que se le mandó ({why})."),
            "Revise la cola de impresión del sistema.",
        ),
        PrinterError::NoPrintSystem { .. } => (
            "Este computador no tiene un sistema de impresión.".to_owned(),
            "Instale CUPS o elija otra impresora en Ajustes.",
        ),
        PrinterError::Unplugged { path, .. } => (
            format!("La impresora no está conectada ({}).", path.display()),
            "Conéctela y enciéndala.",
        ),
        PrinterError::PermissionDenied { path, .. } => (
            format!("Este usuario no puede imprimir en {}.", path.display()),
            "Pida permiso a quien administra el computador.",
        ),
        PrinterError::FileUnusable { path, source } => (
            format!("No se pudo escribir en {} ({source}).", path.display()),
            "Revise el disco o elija otra impresora en Ajustes.",
        ),
    };
    fault(what, advice, Paper::Untouched)
}

/// What is wrong with a printer that got something that is printed now or not at all.
pub(crate) fn fault_of_a_slip(fault: Fault) -> Fault {
    match fault.paper {
        Paper::Untouched => fault,
        Paper::Unsure => Fault {
            advice: "Revise el papel y la tapa; si no salió completo, imprima otra vez.".to_owned(),
            ..fault
        },
    }
}

fn troubled(trouble: Trouble) -> Fault {
    let (what, advice) = match trouble {
        Trouble::PaperOut => ("La impresora está sin papel.", "Ponga un rollo nuevo."),
        Trouble::CoverOpen => ("La impresora tiene la tapa abierta.", "Ciérrela."),
        Trouble::Error => (
            "La impresora está trabada.",
            "Revise el papel y la cuchilla, y apáguela y enciéndala.",
        ),
        Trouble::Offline => (
            "La impresora está en pausa.",
            "Presione su botón FEED u ONLINE.",
        ),
    };
    fault(what, advice, Paper::Untouched)
}

fn stopped(trouble: Trouble) -> Fault {
    let (what, advice) = match trouble {
        Trouble::PaperOut => (
            "A la impresora se le acabó el papel.",
            "Ponga un rollo nuevo y diga si el comprobante salió completo.",
        ),
        Trouble::CoverOpen => (
            "Se abrió la tapa de la impresora.",
            "Ciérrela y diga si el comprobante salió completo.",
        ),
        Trouble::Error => (
            "La impresora se trabó.",
            "Revise el papel y la cuchilla, y diga si el comprobante salió completo.",
        ),
        Trouble::Offline => (
            "La impresora se detuvo.",
            "Presione su botón FEED u ONLINE, y diga si el comprobante salió completo.",
        ),
    };
    fault(what, advice, Paper::Unsure)
}

fn fault(what: impl Into<String>, advice: &str, paper: Paper) -> Fault {
    Fault {
        what: what.into(),
        advice: advice.to_owned(),
        paper,
    }
}
