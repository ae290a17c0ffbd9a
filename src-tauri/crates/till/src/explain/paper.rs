//! What is wrong with a printer.

use ledger::{Fault, Paper};
use receipt::{PrinterError, PrinterTarget};

/// A printer's name for people.
pub(crate) fn printer_name(target: &PrinterTarget) -> String {
    match target {
        PrinterTarget::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            format!("el archivo {}", name.display())
        }
        PrinterTarget::Network { host, port } => format!("la impresora {host}:{port}"),
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
        "Revise el papel. Si el comprobante no salió completo, reimprima.",
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

pub(crate) fn printer_fault(error: &PrinterError) -> Fault {
    match error {
        PrinterError::UnknownHost { host, .. } => fault(
            format!("La impresora {host} no existe en la red."),
            "Revise su nombre en Ajustes y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::Unreachable { host, port, .. } => fault(
            format!("La impresora {host}:{port} no responde."),
            "Revise que esté encendida y conectada, y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::Interrupted { .. } => fault(
            "La impresora no terminó el comprobante.",
            "Revise el papel y la tapa. Si no salió completo, reimprima.",
            Paper::Unsure,
        ),
        PrinterError::Unplugged { path, .. } => fault(
            format!("La impresora no está conectada ({}).", path.display()),
            "Conéctela, enciéndala y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::PermissionDenied { path, .. } => fault(
            format!("Este usuario no puede imprimir en {}.", path.display()),
            "Pida permiso a quien administra el computador y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::FileUnusable { path, source } => fault(
            format!("No se pudo escribir en {} ({source}).", path.display()),
            "Revise el disco o elija otra impresora en Ajustes, y reimprima.",
            Paper::Untouched,
        ),
    }
}

fn fault(what: impl Into<String>, advice: &str, paper: Paper) -> Fault {
    Fault {
        what: what.into(),
        advice: advice.to_owned(),
        paper,
    }
}
