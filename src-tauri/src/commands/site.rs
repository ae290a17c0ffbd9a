//! Where the till takes payments, and as whom.

use sale::words;
use tauri::{AppHandle, State};
use till::{Environment, SecretString, SetUp, Site};
use tokio::task::spawn_blocking;

use super::settings::{data, problem};
use crate::clipboard::{self, NoSecret};
use crate::desk::Desk;
use crate::dto::{Problem, SecretFrom, SiteForm};
use crate::problem::nothing_happened;
use crate::{forms, starting};

/// Has the till take payments elsewhere or as somebody else, once the gateway took the credentials. The
/// till starts anew then.
#[tauri::command]
pub async fn connect(app: AppHandle, desk: State<'_, Desk>, site: SiteForm) -> Result<(), Problem> {
    let till = desk.till().await?;
    let environment =
        forms::environment(&site.environment).map_err(|error| problem(&error.into()))?;
    let secret = match (&environment, site.secret) {
        (Environment::Training, _) | (_, SecretFrom::Keychain) => None,
        (_, SecretFrom::Clipboard) => Some(pasted().await?),
    };
    let is_pasted = secret.is_some();
    let site = Site {
        environment,
        login: site.login,
        secret,
    };
    let moved = till.move_to(&data()?, site).await;
    let next = moved.map_err(|error| problem(&error))?;
    drop(till);
    if is_pasted {
        spawn_blocking(clipboard::forget).await.ok();
    }
    if next == SetUp::NeedsStart {
        starting::start_again(app).await;
    }
    Ok(())
}

/// Starts a till that did not start once more, with a secret key from the clipboard where it lacked one.
#[tauri::command]
pub async fn start_again(
    app: AppHandle,
    desk: State<'_, Desk>,
    secret: SecretFrom,
) -> Result<(), Problem> {
    if !desk.is_stopped() {
        return Ok(());
    }
    if secret == SecretFrom::Clipboard {
        let secret = pasted().await?;
        let given = till::give_secret(&data()?, secret).await;
        given.map_err(|error| problem(&error))?;
        spawn_blocking(clipboard::forget).await.ok();
    }
    starting::start_stopped(app).await;
    Ok(())
}

async fn pasted() -> Result<SecretString, Problem> {
    let read = spawn_blocking(clipboard::secret).await;
    read.map_err(|_| till::Error::Closing)?
        .map_err(|error| match error {
            NoSecret::NotOne => nothing_happened(
                words!(
                    "En el portapapeles no hay una llave secreta.",
                    "There is no secret key in the clipboard."
                ),
                words!(
                    "Cópiela de donde Banchile se la entregó y presione el botón otra vez.",
                    "Copy it from where Banchile gave it to you and press the button again."
                ),
            ),
            NoSecret::NoClipboard(why) => {
                tracing::warn!(why, "the clipboard cannot be read");
                nothing_happened(
                    words!(
                        "Este computador no deja leer el portapapeles.",
                        "This computer does not let the clipboard be read."
                    ),
                    words!(
                        "Configure la caja con «cobroctl init».",
                        "Set the till up with “cobroctl init”."
                    ),
                )
            }
        })
}
