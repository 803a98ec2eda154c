//! The site: the address under which people reach the product. Every link and every identity in a letter is made from it, never
//! from what a request said.

use url::{Host, Url};
use voronka_core::{CaseId, NoticeId, TaskId};

/// The address of the product, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    base: String,
    host: String,
    is_address: bool,
    sender: Option<String>,
}

/// An address that cannot be one of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an address like https://voronka.example, found `{found}`")]
pub struct BadSite {
    /// What was given.
    pub found: String,
}

impl Site {
    /// The site under this address.
    ///
    /// # Errors
    /// It is not an `http` or `https` address with a host, or it has a query.
    pub fn new(base_url: &str) -> Result<Self, BadSite> {
        let bad = || BadSite { found: base_url.to_owned() };
        let url = Url::parse(base_url).map_err(|_| bad())?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let host = url.host().filter(|_| is_web && url.query().is_none() && url.fragment().is_none()).ok_or_else(bad)?;
        let is_address = !matches!(host, Host::Domain(_));
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), host: host.to_string(), is_address, sender: None })
    }

    /// The page of a deal.
    pub fn deal(&self, case: CaseId) -> String {
        format!("{}/deals/{case}", self.base)
    }

    /// The page of a task.
    pub fn task(&self, task: TaskId) -> String {
        format!("{}/tasks/{task}", self.base)
    }

    /// The page on which the reader of a letter acts without logging in.
    pub fn act(&self, secret: &str) -> String {
        format!("{}/act/{secret}", self.base)
    }

    /// The page on which a password is set.
    pub fn password(&self, secret: &str) -> String {
        format!("{}/password/{secret}", self.base)
    }

    /// The identity of the letter about a notice, as `Message-ID` has it: the same however often it is sent.
    pub fn message_id(&self, notice: NoticeId) -> String {
        format!("<{}.{}@{}>", notice.case, notice.number, self.host)
    }

    /// The list of tasks.
    pub fn tasks(&self) -> String {
        format!("{}/", self.base)
    }

    /// The list of escalations.
    pub fn escalations(&self) -> String {
        format!("{}/escalations", self.base)
    }

    /// The page on which a person chooses how letters come.
    pub fn wishes(&self) -> String {
        format!("{}/settings", self.base)
    }

    /// The identity of a letter that is not about one notice.
    pub fn message_id_of(&self, identity: &str) -> String {
        format!("<{identity}@{}>", self.host)
    }

    /// The identity of a meeting in calendars.
    pub fn uid(&self, task: TaskId) -> String {
        format!("{task}@{}", self.host)
    }

    /// What mail programs know all letters to people of the organisation by.
    pub fn list_id(&self) -> String {
        format!("<notices.{}>", if self.is_address { "localhost" } else { &self.host })
    }

    /// The same site, whose letters come from this address.
    #[must_use]
    pub fn sent_by(self, sender: &str) -> Self {
        Self { sender: Some(sender.to_owned()), ..self }
    }

    /// The address letters come from.
    pub fn sender(&self) -> String {
        self.sender.clone().unwrap_or_else(|| self.default_sender())
    }

    /// The identity that holds the letters about one deal together.
    pub fn thread_id(&self, case: CaseId) -> String {
        format!("<{case}@{}>", self.host)
    }

    /// The host, as a mail server is greeted with.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address letters come from unless another is configured.
    pub fn default_sender(&self) -> String {
        let domain = if self.is_address { "localhost" } else { &self.host };
        format!("voronka@{domain}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_identities_come_from_the_configured_address() {
        let case = CaseId(uuid::Uuid::nil());
        let zeros = "00000000-0000-0000-0000-000000000000";
        let site = Site::new("https://sales.example:8443/voronka/").expect("an address");
        assert_eq!(site.deal(case), format!("https://sales.example:8443/voronka/deals/{zeros}"));
        assert_eq!(site.task(TaskId { case, number: 3 }), format!("https://sales.example:8443/voronka/tasks/{zeros}-3"));
        assert_eq!(site.message_id(NoticeId { case, number: 7 }), format!("<{zeros}.7@sales.example>"));
        assert_eq!(site.thread_id(case), format!("<{zeros}@sales.example>"));
        assert_eq!(site.default_sender(), "voronka@sales.example");
        let local = Site::new("http://127.0.0.1:8080").expect("an address");
        assert_eq!(local.default_sender(), "voronka@localhost");
    }

    #[test]
    fn what_is_no_address_of_a_site_is_refused() {
        for wrong in ["", "sales.example", "ftp://sales.example", "mailto:a@b.example", "https://", "https://a.example/?q=1"] {
            assert_eq!(Site::new(wrong), Err(BadSite { found: wrong.to_owned() }));
        }
    }
}
