//! Why a till does not start.

use ledger::{OpenError, UnsafeFolder};

use super::{Explanation, explanation};
use crate::{Field, KeychainError, SettingsError, StartError};

/// Why a till could not start.
#[must_use]
pub fn explain_start(error: &StartError) -> Explanation {
    match error {
        StartError::Ledger(error) => explain_open(error),
        StartError::Recovery(error) => explanation(
            "",
            format!("El registro no se puede usar ({error})."),
            "Revise el espacio en disco y avise a soporte. Nada de lo guardado se perdió.",
        ),
        StartError::Thread(error) => explanation(
            "",
            format!("El sistema no deja partir a Cobro ({error})."),
            "Cierre otros programas o reinicie el computador.",
        ),
        StartError::Secret(KeychainError::NoSecret) => explanation(
            "",
            "Falta la llave secreta de este comercio.",
            "Configure la caja de nuevo con «cobroctl init», o entréguela en COBRO_SECRET_KEY.",
        ),
        StartError::Secret(error @ (KeychainError::Unusable(_) | KeychainError::NotKept)) => {
            explanation(
                "",
                format!("El llavero del sistema no se puede usar ({error})."),
                "Desbloquéelo, o entregue la llave en COBRO_SECRET_KEY.",
            )
        }
        StartError::Sandbox(why) => explanation(
            "",
            format!("El ambiente de capacitación no pudo partir ({why})."),
            "Cierre otros programas e intente de nuevo.",
        ),
        StartError::Settings(error) => explain_settings(error),
        StartError::Connection(error) => explanation(
            "",
            format!("No se pudo preparar la conexión con Banchile ({error})."),
            "Reinicie el computador y avise a soporte si sigue igual.",
        ),
    }
}

/// Why a ledger cannot be opened.
pub(super) fn explain_open(error: &OpenError) -> Explanation {
    match error {
        OpenError::Owned(_) => explanation(
            "",
            "Cobro ya está abierto en este computador, en otra ventana o programa.",
            "Use la que está abierta, o ciérrela antes de abrir otra.",
        ),
        OpenError::Missing(folder) => explanation(
            "",
            format!("No hay ventas guardadas en {}.", folder.display()),
            "Revise la carpeta de datos.",
        ),
        OpenError::Newer => explanation(
            "",
            "El registro es de una versión más nueva de Cobro.",
            "Instale la versión nueva; el registro queda como estaba.",
        ),
        OpenError::Foreign(path) => explanation(
            "",
            format!("{} no es un registro de Cobro.", path.display()),
            "Mueva ese archivo a otra parte o elija otra carpeta de datos.",
        ),
        OpenError::UnsafeFolder { folder, why } => explanation(
            "",
            format!(
                "{} {}: ahí las ventas se pueden dañar o perder.",
                folder.display(),
                unsafe_folder(why)
            ),
            "Elija una carpeta de este computador que nadie sincronice.",
        ),
        OpenError::Damaged { findings } => explanation(
            "",
            "El registro de ventas está dañado.",
            format!(
                "No cobre por aquí y avise a soporte: se recupera con «cobroctl restore» ({}).",
                findings.join("; ")
            ),
        ),
        OpenError::DiskFull => explanation(
            "",
            "El disco de este computador está lleno.",
            "Libere espacio y abra Cobro de nuevo. Nada de lo guardado se perdió.",
        ),
        OpenError::Older => explanation(
            "",
            "El registro es de una versión anterior de Cobro.",
            "Abra Cobro una vez para ponerlo al día.",
        ),
        error @ (OpenError::Folder { .. }
        | OpenError::Disk { .. }
        | OpenError::OldSqlite(_)
        | OpenError::Database(_)) => explanation(
            "",
            format!("El registro no se puede abrir ({error})."),
            "Revise los permisos y el disco, y avise a soporte.",
        ),
    }
}

/// Why settings cannot be used.
#[must_use]
pub fn explain_settings(error: &SettingsError) -> Explanation {
    let (what, advice) = match error {
        SettingsError::Environment(name) => (
            format!("No existe el ambiente «{name}»."),
            "Use training, test, uat, production o custom.".to_owned(),
        ),
        SettingsError::Address(_) => (
            "La dirección de Banchile no sirve.".to_owned(),
            "Use una https; http solo vale en este mismo computador.".to_owned(),
        ),
        SettingsError::AddressMissing => (
            "Falta la dirección del ambiente custom.".to_owned(),
            "Indíquela con --url.".to_owned(),
        ),
        SettingsError::AddressFixed => (
            "Solo el ambiente custom lleva una dirección.".to_owned(),
            "Quite --url o use custom.".to_owned(),
        ),
        SettingsError::Login => (
            "El usuario del comercio no sirve.".to_owned(),
            "Tiene de 1 a 32 caracteres; configúrelo de nuevo con «cobroctl init --login»."
                .to_owned(),
        ),
        SettingsError::Logo(_) => (
            "Ese archivo no sirve como logo.".to_owned(),
            "Use una imagen PNG o JPEG con fondo claro.".to_owned(),
        ),
        SettingsError::Field(field) => wrong_field(*field),
        SettingsError::Unreadable { path, why } => (
            format!(
                "La configuración {} no se puede leer ({why}).",
                path.display()
            ),
            "Corríjala o configure la caja de nuevo; las ventas no se tocan.".to_owned(),
        ),
        SettingsError::Unwritable { path, why } => (
            format!(
                "La configuración {} no se puede guardar ({why}).",
                path.display()
            ),
            "Revise los permisos y el espacio en disco.".to_owned(),
        ),
    };
    explanation("", what, advice)
}

fn wrong_field(field: Field) -> (String, String) {
    let (what, advice) = match field {
        Field::TillCode => (
            "El código de la caja no sirve.",
            "Use de 1 a 6 letras o números.",
        ),
        Field::ReturnUrl => (
            "La página de retorno no sirve.",
            "Use una dirección completa, como https://www.sutienda.cl/gracias.",
        ),
        Field::ShopRut => (
            "El RUT del comercio no sirve.",
            "Revise el dígito verificador; la forma es 76.086.428-5.",
        ),
        Field::Printer => (
            "La impresora no sirve.",
            "Use tcp:192.168.1.50:9100, queue:NOMBRE, serial:/dev/ttyUSB0:9600, o file:/dev/usb/lp0.",
        ),
        Field::Profile => (
            "El perfil de la impresora no sirve.",
            "Use columns=32, 42 o 48, letters=windows-1252, pc858, pc850 o raster, qr=native o raster, cut=full, partial o none, drawer=none, pin-2 o pin-5.",
        ),
    };
    (what.to_owned(), advice.to_owned())
}

fn unsafe_folder(why: &UnsafeFolder) -> String {
    match why {
        UnsafeFolder::Network { kind } => format!("está en una unidad de red ({kind})"),
        UnsafeFolder::Synced { by } => format!("la sincroniza {by}"),
    }
}
