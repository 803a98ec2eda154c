//! The mail server: whether it greets us, becomes private, and lets us in. No letter is sent.

use voronka_definition::Text;
use voronka_mail::{Postman, Server, Site};

use super::Looked;
use crate::settings::{Settings, without_password};

pub(super) async fn look(settings: &Settings) -> Vec<Looked> {
    let Some(url) = &settings.smtp else {
        return vec![Looked::doubtful(
            "smtp",
            Text::both(
                "почтовый сервер не задан: письма хранятся и никуда не уходят",
                "no mail server is set: letters are kept and go nowhere",
            ),
            Text::both(
                "задайте smtp, например smtp://имя:пароль@mail.example:587",
                "set smtp, like smtp://user:password@mail.example:587",
            ),
        )];
    };
    let shown = without_password(url);
    vec![match greeted(url, &settings.base_url).await {
        Ok(()) => Looked::good("smtp", format!("{shown} отвечает и впускает"), format!("{shown} answers and lets us in")),
        Err(reason) => Looked::bad(
            "smtp",
            Text::both(format!("{shown}: {reason}"), format!("{shown}: {reason}")),
            Text::both(
                "проверьте адрес, порт, имя и пароль, и что порт открыт с этой машины",
                "check address, port, user and password, and that the port can be reached from this machine",
            ),
        ),
    }]
}

async fn greeted(url: &str, base_url: &str) -> Result<(), String> {
    let server = Server::parse(url).map_err(|error| error.to_string())?;
    let site = Site::new(base_url).map_err(|error| error.to_string())?;
    let postman = Postman::new(server, site, None).map_err(|error| error.to_string())?;
    postman.greet().await
}
