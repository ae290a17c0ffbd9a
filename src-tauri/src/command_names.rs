/// What the window may ask of the shell; the capabilities in `tauri.conf.json` name the same.
pub const COMMANDS: &[&str] = &[
    "home",
    "type_amount",
    "type_rut",
    "open_sale",
    "show_payment",
    "ask_now",
    "cancel_sale",
    "charge_again",
    "open_in_browser",
    "reprint",
    "print_again",
    "receipt_seen",
    "print_qr_slip",
    "print_rejection_slip",
    "sign_in",
    "lock",
    "add_cashier",
    "change_cashier",
    "dismiss_cashier",
    "shifts",
    "open_shift",
    "close_shift",
    "print_shift",
    "look_up",
    "sale_detail",
    "refund",
    "decide_refund",
    "export_sales",
    "preferences",
    "settings",
    "change_settings",
    "set_logo",
    "connect",
    "start_again",
    "printers",
    "print_test",
    "back_up_now",
    "save_diagnostics",
    "wake",
    "show_customer_display",
    "stay_open",
    "close_window",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sorted(mut names: Vec<String>) -> Vec<String> {
        names.sort();
        names
    }

    fn named() -> Vec<String> {
        sorted(COMMANDS.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_window_asks_for_exactly_these_commands() {
        let host = include_str!("../../ui/src/host.ts");
        let asked = host.split("invoke('").skip(1);
        let asked = asked
            .filter_map(|rest| rest.split('\'').next())
            .map(str::to_owned);
        assert_eq!(sorted(asked.collect()), named());
    }

    #[test]
    fn the_shell_answers_exactly_these_commands() {
        let answered = include_str!("lib.rs")
            .split("            commands::")
            .skip(1);
        let answered = answered
            .filter_map(|rest| rest.split(',').next()?.split("::").last())
            .map(str::to_owned);
        assert_eq!(sorted(answered.collect()), named());
    }

    #[test]
    fn the_window_may_do_exactly_this() {
        let settings: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
        let app = &settings["app"];
        let capabilities = app["security"]["capabilities"].as_array().unwrap();
        let windows = capabilities.iter().map(|capability| &capability["windows"]);
        assert_eq!(
            windows.collect::<Vec<_>>(),
            [&json!(["main"]), &json!(["customer"])]
        );
        assert_eq!(
            capabilities[1]["permissions"],
            json!(["core:event:allow-listen"]),
            "the customer's window calls nothing"
        );
        let permissions = capabilities[0]["permissions"].as_array().unwrap();
        let allowed = permissions
            .iter()
            .map(|permission| permission.as_str().unwrap());
        let (core, own): (Vec<_>, Vec<_>) = allowed.partition(|name| name.starts_with("core:"));
        assert_eq!(
            core,
            ["core:event:allow-listen", "core:event:allow-unlisten"]
        );
        let own = own
            .iter()
            .map(|name| name.trim_start_matches("allow-").replace('-', "_"));
        assert_eq!(sorted(own.collect()), named());
        let remote = |capability: &serde_json::Value| capability.get("remote").is_some();
        assert!(!capabilities.iter().any(remote));
        assert_eq!(app["withGlobalTauri"], false);
        let policy = app["security"]["csp"].as_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"));
        assert!(!policy.contains("unsafe") && !policy.contains("https:"));
        assert_eq!(app["security"]["freezePrototype"], true);
        assert!(
            app["security"]
                .get("dangerousDisableAssetCspModification")
                .is_none()
        );
        for window in app["windows"].as_array().unwrap() {
            assert_eq!(
                window["create"], false,
                "opened where it may load nothing foreign"
            );
            let page = window["url"].as_str().unwrap_or("index.html");
            assert!(!page.contains(':'), "{page}");
        }
    }
}
