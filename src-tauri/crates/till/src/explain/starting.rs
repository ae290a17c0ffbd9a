//! Why a till does not start.

use ledger::{OpenError, UnsafeFolder};
use sale::{Words, words};

use super::{
    Explanation, disk_full, ledger_damaged, ledger_unusable, nothing_lost, restore_it,
    return_page_wrong, secret_missing, told,
};
use crate::{Field, KeychainError, SettingsError, StartError};

/// Why a till could not start.
#[must_use]
pub fn explain_start(error: &StartError) -> Explanation {
    match error {
        StartError::Ledger(error) => explain_open(error),
        StartError::Recovery(error) => told(
            ledger_unusable(error),
            words!(
                "Revise el espacio en disco y avise a soporte. {nothing_lost}",
                "Check the space on the disk and contact support. {nothing_lost}";
                nothing_lost = nothing_lost()
            ),
        ),
        StartError::Thread(error) => told(
            words!(
                "El sistema no deja partir a Cobro ({error}).",
                "The system does not let Cobro start ({error})."
            ),
            words!(
                "Cierre otros programas o reinicie el computador.",
                "Close other programs or restart the computer."
            ),
        ),
        StartError::Secret(error) => no_secret(error),
        StartError::Sandbox(why) => told(
            words!(
                "El ambiente de capacitación no pudo partir ({why}).",
                "The training environment could not start ({why})."
            ),
            words!(
                "Cierre otros programas e intente de nuevo.",
                "Close other programs and try again."
            ),
        ),
        StartError::Settings(error) => explain_settings(error),
        StartError::Connection(error) => told(
            words!(
                "No se pudo preparar la conexión con Banchile ({error}).",
                "The connection to Banchile could not be set up ({error})."
            ),
            words!(
                "Reinicie el computador y avise a soporte si sigue igual.",
                "Restart the computer and contact support if it stays the same."
            ),
        ),
    }
}

fn no_secret(error: &KeychainError) -> Explanation {
    match error {
        KeychainError::NoSecret => told(
            secret_missing(),
            words!(
                "Configure la caja de nuevo con «cobroctl init», o entréguela en COBRO_SECRET_KEY.",
                "Set the till up again with “cobroctl init”, or hand it over in COBRO_SECRET_KEY."
            ),
        ),
        KeychainError::Unusable(_) | KeychainError::NotKept => told(
            words!(
                "El llavero del sistema no se puede usar.",
                "The system's keychain cannot be used."
            ),
            words!(
                "Desbloquéelo, o entregue la llave en COBRO_SECRET_KEY.",
                "Unlock it, or hand the key over in COBRO_SECRET_KEY."
            ),
        ),
    }
}

/// Why a ledger cannot be opened.
pub(super) fn explain_open(error: &OpenError) -> Explanation {
    match error {
        OpenError::Owned(_) => told(
            words!(
                "Cobro ya está abierto en este computador, en otra ventana o programa.",
                "Cobro is open on this computer already, in another window or program."
            ),
            words!(
                "Use la que está abierta, o ciérrela antes de abrir otra.",
                "Use the one that is open, or close it before opening another."
            ),
        ),
        OpenError::Missing(folder) => {
            let folder = folder.display();
            told(
                words!(
                    "No hay ventas guardadas en {folder}.",
                    "There are no saved sales in {folder}."
                ),
                words!("Revise la carpeta de datos.", "Check the data folder."),
            )
        }
        OpenError::Newer => told(
            words!(
                "El registro es de una versión más nueva de Cobro.",
                "The sales record is of a newer version of Cobro."
            ),
            words!(
                "Instale la versión nueva; el registro queda como estaba.",
                "Install the new version; the record stays as it was."
            ),
        ),
        OpenError::Foreign(path) => {
            let path = path.display();
            told(
                words!(
                    "{path} no es un registro de Cobro.",
                    "{path} is not a sales record of Cobro."
                ),
                words!(
                    "Mueva ese archivo a otra parte o elija otra carpeta de datos.",
                    "Move that file elsewhere or choose another data folder."
                ),
            )
        }
        OpenError::UnsafeFolder { folder, why } => {
            let folder = folder.display();
            told(
                words!(
                    "{folder} {why}: ahí las ventas se pueden dañar o perder.",
                    "{folder} {why}: sales can be damaged or lost there.";
                    why = unsafe_folder(why)
                ),
                words!(
                    "Elija una carpeta de este computador que nadie sincronice.",
                    "Choose a folder of this computer that nobody synchronizes."
                ),
            )
        }
        OpenError::Damaged { findings } => told(ledger_damaged(), restore_it(&findings.join("; "))),
        OpenError::DiskFull => told(
            disk_full(),
            words!(
                "Libere espacio y abra Cobro de nuevo. {nothing_lost}",
                "Free some space and open Cobro again. {nothing_lost}";
                nothing_lost = nothing_lost()
            ),
        ),
        OpenError::Older => told(
            words!(
                "El registro es de una versión anterior de Cobro.",
                "The sales record is of an earlier version of Cobro."
            ),
            words!(
                "Abra Cobro una vez para ponerlo al día.",
                "Open Cobro once to bring it up to date."
            ),
        ),
        error @ (OpenError::Folder { .. }
        | OpenError::Disk { .. }
        | OpenError::OldSqlite(_)
        | OpenError::Database(_)) => told(
            words!(
                "El registro no se puede abrir.",
                "The sales record cannot be opened."
            ),
            words!(
                "Revise los permisos y el disco, y avise a soporte: {error}.",
                "Check the permissions and the disk, and contact support: {error}."
            ),
        ),
    }
}

/// Why settings cannot be used.
#[must_use]
pub fn explain_settings(error: &SettingsError) -> Explanation {
    let (what, advice) = match error {
        SettingsError::Environment(name) => (
            words!(
                "No existe el ambiente «{name}».",
                "There is no environment “{name}”."
            ),
            words!(
                "Use training, test, uat, production o custom.",
                "Use training, test, uat, production or custom."
            ),
        ),
        SettingsError::Address(_) => (
            words!(
                "La dirección de Banchile no sirve.",
                "Banchile's address is not valid."
            ),
            words!(
                "Use una https; http solo vale en este mismo computador.",
                "Use an https one; http is only for this same computer."
            ),
        ),
        SettingsError::AddressMissing => (
            words!(
                "Falta la dirección del ambiente custom.",
                "The address of the custom environment is missing."
            ),
            words!("Indíquela con --url.", "Give it with --url."),
        ),
        SettingsError::AddressFixed => (
            words!(
                "Solo el ambiente custom lleva una dirección.",
                "Only the custom environment takes an address."
            ),
            words!(
                "Quite --url o use custom.",
                "Leave out --url or use custom."
            ),
        ),
        SettingsError::Login => (
            words!(
                "El usuario del comercio no sirve.",
                "The shop's user is not valid."
            ),
            words!(
                "Tiene de 1 a 32 caracteres; configúrelo de nuevo con «cobroctl init --login».",
                "It has 1 to 32 characters; set it up again with “cobroctl init --login”."
            ),
        ),
        SettingsError::Logo(_) => (
            words!(
                "Ese archivo no sirve como logo.",
                "That file cannot be used as a logo."
            ),
            words!(
                "Use una imagen PNG o JPEG con fondo claro.",
                "Use a PNG or JPEG picture with a light background."
            ),
        ),
        SettingsError::Field(field) => wrong_field(*field),
        SettingsError::Unreadable { path, why } => {
            let path = path.display();
            (
                words!(
                    "La configuración {path} no se puede leer ({why}).",
                    "The configuration {path} cannot be read ({why})."
                ),
                words!(
                    "Corríjala o configure la caja de nuevo; las ventas no se tocan.",
                    "Correct it or set the till up again; the sales are not touched."
                ),
            )
        }
        SettingsError::Unwritable { path, why } => {
            let path = path.display();
            (
                words!(
                    "La configuración {path} no se puede guardar ({why}).",
                    "The configuration {path} cannot be saved ({why})."
                ),
                words!(
                    "Revise los permisos y el espacio en disco.",
                    "Check the permissions and the space on the disk."
                ),
            )
        }
    };
    told(what, advice)
}

fn wrong_field(field: Field) -> (Words, Words) {
    match field {
        Field::TillCode => (
            words!(
                "El código de la caja no sirve.",
                "The till's code is not valid."
            ),
            words!(
                "Use de 1 a 6 letras o números.",
                "Use 1 to 6 letters or numbers."
            ),
        ),
        Field::ReturnUrl => (
            return_page_wrong(),
            words!(
                "Use una dirección completa, como https://www.sutienda.cl/gracias.",
                "Use a complete address, such as https://www.yourshop.cl/thanks."
            ),
        ),
        Field::ShopRut => (
            words!(
                "El RUT del comercio no sirve.",
                "The shop's RUT is not valid."
            ),
            words!(
                "Revise el dígito verificador; la forma es 76.086.428-5.",
                "Check the check digit; the form is 76.086.428-5."
            ),
        ),
        Field::Printer => (
            words!("La impresora no sirve.", "The printer cannot be used."),
            words!(
                "Use tcp:192.168.1.50:9100, queue:NOMBRE, serial:/dev/ttyUSB0:9600, o \
                 file:/dev/usb/lp0.",
                "Use tcp:192.168.1.50:9100, queue:NAME, serial:/dev/ttyUSB0:9600, or \
                 file:/dev/usb/lp0."
            ),
        ),
        Field::Profile => (
            words!(
                "El perfil de la impresora no sirve.",
                "The printer's profile is not valid."
            ),
            words!(
                "Use columns=32, 42 o 48, letters=windows-1252, pc858, pc850 o raster, \
                 qr=native o raster, cut=full, partial o none, drawer=none, pin-2 o pin-5.",
                "Use columns=32, 42 or 48, letters=windows-1252, pc858, pc850 or raster, \
                 qr=native or raster, cut=full, partial or none, drawer=none, pin-2 or pin-5."
            ),
        ),
    }
}

fn unsafe_folder(why: &UnsafeFolder) -> Words {
    match why {
        UnsafeFolder::Network { kind } => words!(
            "está en una unidad de red ({kind})",
            "is on a network drive ({kind})"
        ),
        UnsafeFolder::Synced { by } => words!("la sincroniza {by}", "is synchronized by {by}"),
    }
}
