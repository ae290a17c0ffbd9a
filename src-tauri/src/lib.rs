//! The shell.

pub mod dto;

/// Runs the application.
pub fn run() {}

#[cfg(test)]
mod bindings {
    use ts_rs::TS;
    #[test]
    fn gen_dto() {
        let cfg = ts_rs::Config::default().with_out_dir("/tmp/w/ts");
        crate::dto::Home::export_all(&cfg).unwrap();
        crate::dto::SaleChanged::export_all(&cfg).unwrap();
        crate::dto::NewSale::export_all(&cfg).unwrap();
        crate::dto::CancelOutcome::export_all(&cfg).unwrap();
        crate::dto::TypedAmount::export_all(&cfg).unwrap();
    }
}
