//! Changing how the till is set up while it runs.

use sale::{Deed, Role};
use till::{
    AtCounter, Environment, Error, Failure, Field, KeychainError, Ledger, Person, Pin, Reader,
    SaleFilter, SecretString, SetUp, SetUpError, Settings, SettingsError, Site, Theme, Till,
    explain_set_up,
};

use crate::shop::{APPROVES, OTHER_LOGIN, Shop, spanish, until_approved, until_printed, usual};

fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

async fn add(till: &Till, name: &str, role: Role, digits: &str) {
    let name = name.parse().unwrap();
    let added = till.add_cashier(Person { name, role }, pin(digits));
    added.await.unwrap();
}

fn use_a_keychain_of_the_tests() {
    if keyring_core::get_default_store().is_none() {
        keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
    }
}

/// The same shop at the gateway's other address.
fn elsewhere(shop: &Shop, secret: Option<&str>) -> Site {
    Site {
        environment: Environment::Custom(shop.sandbox.url().parse().unwrap()),
        login: shop.settings.login.clone(),
        secret: secret.map(|secret| SecretString::from(secret.to_owned())),
    }
}

fn events(shop: &Shop) -> i64 {
    shop.reader().tables().newest_event().unwrap()
}

#[tokio::test]
async fn a_change_holds_at_once_and_after_a_restart() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let before = events(&shop);
    let changed = till.set_up(shop.data(), |settings| {
        settings.shop.name = "Almacén Ñuñoa".to_owned();
        settings.window.theme = Theme::Dark;
        settings.login = "somebody else".to_owned();
        settings.set(Field::TillCode, "C7")
    });
    changed.await.unwrap();
    assert_eq!(events(&shop), before + 1, "it is in the log");
    assert_eq!(
        till.settings().login,
        shop.settings.login,
        "nobody checked it"
    );
    let sale = till.charge(usual()).await.unwrap();
    assert!(sale.sessions[0].reference.as_str().starts_with("C7-"));
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    until_printed(&till, sale.id, 1).await;
    assert!(shop.receipts().contains("Almacén Ñuñoa"));
    assert_eq!(Settings::load(shop.data()).unwrap(), *till.settings());

    let before = events(&shop);
    till.set_up(shop.data(), |_| Ok(())).await.unwrap();
    assert_eq!(events(&shop), before, "nothing changed");
}

#[tokio::test]
async fn a_wrong_value_changes_nothing() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let before = till.settings();
    let changed = till.set_up(shop.data(), |settings| {
        settings.shop.name = "Otra".to_owned();
        settings.set(Field::ShopRut, "76.086.428-1")
    });
    let refused = changed.await.unwrap_err();
    let is_rut = matches!(
        refused,
        SetUpError::Settings(SettingsError::Field(Field::ShopRut))
    );
    assert!(is_rut, "{refused:?}");
    assert_eq!(till.settings(), before);
    assert!(!Settings::exist(shop.data()));
}

#[tokio::test]
async fn only_a_supervisor_sets_the_till_up() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    add(&till, "Ana", Role::Supervisor, "1111").await;
    add(&till, "Beto", Role::Cashier, "2222").await;
    let beto = till.cashiers().await.unwrap()[1].id;
    till.lock().await.unwrap();
    let change = || till.set_up(shop.data(), |_| Ok(()));
    let locked = change().await.unwrap_err();
    assert!(
        matches!(locked, SetUpError::Till(Error::Locked)),
        "{locked:?}"
    );
    till.sign_in(beto, pin("2222")).await.unwrap();
    for refused in [
        change().await.unwrap_err(),
        till.move_to(shop.data(), elsewhere(&shop, None))
            .await
            .unwrap_err(),
    ] {
        let is_his = matches!(refused, SetUpError::Till(Error::NotAllowed(Deed::SetUp)));
        assert!(is_his, "{refused:?}");
    }
    let bundle = shop.data().join("bundle.zip");
    assert!(till.diagnostics(shop.data(), &bundle).await.is_err());
    assert!(!bundle.exists() && !Settings::exist(shop.data()));
}

#[tokio::test]
async fn i15_a_site_is_taken_once_the_gateway_takes_its_key_which_no_file_holds() {
    use_a_keychain_of_the_tests();
    let shop = Shop::open().await;
    let till = shop.till().await;
    let missing = till.move_to(shop.data(), elsewhere(&shop, None));
    let missing = missing.await.unwrap_err();
    let is_missing = matches!(missing, SetUpError::Secret(KeychainError::NoSecret));
    assert!(is_missing, "{missing:?}");

    let wrong = till.move_to(shop.data(), elsewhere(&shop, Some("canary-not-the-key")));
    let wrong = wrong.await.unwrap_err();
    let told = spanish(&explain_set_up(&wrong));
    assert!(told.starts_with("No se cambió nada. "), "{told}");
    assert!(told.contains("102"), "{told}");
    assert!(!Settings::exist(shop.data()), "it is as it was");

    let right = elsewhere(&shop, Some(&shop.secret));
    let moved = till.move_to(shop.data(), right).await.unwrap();
    assert_eq!(moved, SetUp::NeedsStart);
    let kept = Settings::load(shop.data()).unwrap();
    assert_eq!(kept.login, shop.settings.login);
    assert!(kept.environment.gateway().is_some());
    let again = till.move_to(shop.data(), elsewhere(&shop, None)).await;
    again.expect("the keychain kept it");
    for file in files(shop.data()) {
        let bytes = std::fs::read(&file).unwrap();
        for secret in ["canary-not-the-key", &shop.secret] {
            let holds = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!holds, "{}", file.display());
        }
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| self::files(folder)));
    files
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_changes_nothing() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let mut site = elsewhere(&shop, Some(&shop.secret));
    site.environment = Environment::Custom("http://127.0.0.1:9".parse().unwrap());
    let refused = till.move_to(shop.data(), site).await.unwrap_err();
    let is_lost = matches!(refused, SetUpError::NotTaken(Failure::Unreachable { .. }));
    assert!(is_lost, "{refused:?}");
    assert!(!Settings::exist(shop.data()));
}

#[tokio::test]
async fn a_till_stays_where_a_payment_is_pending() {
    use_a_keychain_of_the_tests();
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    let moved = || till.move_to(shop.data(), elsewhere(&shop, Some(&shop.secret)));
    let refused = moved().await.unwrap_err();
    assert!(matches!(refused, SetUpError::StillOpen(1)), "{refused:?}");
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    assert_eq!(moved().await.unwrap(), SetUp::NeedsStart);
    let late = till.charge(usual()).await.unwrap_err();
    assert!(matches!(late, Error::Closing), "nobody would ask: {late:?}");
}

#[tokio::test]
async fn who_works_here_works_at_the_next_till_too() {
    use_a_keychain_of_the_tests();
    let shop = Shop::open().await;
    let till = shop.till().await;
    let site = elsewhere(&shop, Some(&shop.secret));
    let there = Settings {
        environment: site.environment.clone(),
        ..shop.settings.clone()
    }
    .folder(shop.data());
    let stranger = ledger::CashierValues {
        name: "Zoe".parse().unwrap(),
        role: Role::Supervisor,
        pin: ledger::PinHash(String::new()),
        works: true,
    };
    let mut ledger = Ledger::open(&there).unwrap();
    ledger.add_cashier(till.now(), stranger.clone()).unwrap();
    let ana = ledger::CashierValues {
        name: "Ana".parse().unwrap(),
        ..stranger
    };
    let gone = ledger.add_cashier(till.now(), ana.clone()).unwrap();
    let dismissed = ledger::CashierValues {
        works: false,
        ..ana.clone()
    };
    ledger.change_cashier(till.now(), gone, dismissed).unwrap();
    ledger.add_cashier(till.now(), ana).unwrap();
    drop(ledger);
    add(&till, "Ana", Role::Supervisor, "1111").await;
    add(&till, "Beto", Role::Cashier, "2222").await;
    till.move_to(shop.data(), site).await.unwrap();

    let reader = Reader::open(&there).unwrap();
    let there = reader.tables().cashiers().unwrap();
    let working = there.iter().filter(|cashier| cashier.works);
    let names: Vec<_> = working.map(|cashier| cashier.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Beto"]);
    assert_eq!(reader.tables().verify().unwrap(), []);
    assert!(matches!(till.at_counter(), AtCounter::Cashier { .. }));
}

#[tokio::test]
async fn each_login_of_a_gateway_has_a_ledger_to_which_a_till_comes_back() {
    use_a_keychain_of_the_tests();
    let mut shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    add(&till, "Ana", Role::Supervisor, "1111").await;
    let at = |shop: &Shop, login: &str| Site {
        environment: shop.settings.environment.clone(),
        login: login.to_owned(),
        secret: Some(SecretString::from(shop.secret.clone())),
    };
    let first = shop.settings.login.clone();
    till.move_to(shop.data(), at(&shop, OTHER_LOGIN))
        .await
        .unwrap();
    drop(till);

    shop.settings = Settings::load(shop.data()).unwrap();
    assert_eq!(shop.settings.login, OTHER_LOGIN);
    let till = shop.till().await;
    assert_eq!(till.sales(SaleFilter::default()).await.unwrap(), []);
    let ana = till.cashiers().await.unwrap()[0].id;
    till.sign_in(ana, pin("1111")).await.unwrap();
    till.move_to(shop.data(), at(&shop, &first)).await.unwrap();
    drop(till);

    shop.settings = Settings::load(shop.data()).unwrap();
    let till = shop.till().await;
    let found = till.sales(SaleFilter::default()).await.unwrap();
    assert_eq!(
        found.iter().map(|sale| sale.id).collect::<Vec<_>>(),
        [sale.id]
    );
}

#[tokio::test]
async fn what_cannot_be_written_is_not_recorded_either() {
    use_a_keychain_of_the_tests();
    let shop = Shop::open().await;
    let till = shop.till().await;
    let data = shop.data().join("no-folder");
    std::fs::write(&data, "").unwrap();
    let (before, recorded) = (till.settings(), events(&shop));
    let rename = |settings: &mut Settings| {
        settings.shop.name = "Otra".to_owned();
        Ok(())
    };
    let anew = Site {
        environment: shop.settings.environment.clone(),
        login: shop.settings.login.clone(),
        secret: Some(SecretString::from(shop.secret.clone())),
    };
    for refused in [
        till.set_up(&data, rename).await.unwrap_err(),
        till.move_to(&data, anew).await.unwrap_err(),
    ] {
        let is_told = matches!(
            refused,
            SetUpError::Settings(SettingsError::Unwritable { .. })
        );
        assert!(is_told, "{refused:?}");
    }
    assert_eq!(till.settings(), before);
    assert_eq!(events(&shop), recorded, "it did not come about");
    till.charge(usual()).await.expect("the till stays");
}
