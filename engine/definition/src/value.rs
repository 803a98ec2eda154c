//! Values: what a field of the deal can hold. Money is exact; a moment is UTC, cut to microseconds.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::name::{DirectionId, FieldId, PersonId, ProcessId};

/// The active codes of ISO 4217, but for those of funds, metals and tests. The ones that are likely meant stand first.
const CODES: &str = "RUB USD EUR CNY KZT BYN \
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BZD CAD CDF CHF CLP COP CRC CUP CVE CZK DJF \
    DKK DOP DZD EGP ERN ETB FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF \
    KPW KRW KWD KYD LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN \
    PGK PHP PKR PLN PYG QAR RON RSD RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS \
    UAH UGX UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// A currency by its code of ISO 4217, as `RUB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Russian rouble.
    pub const RUB: Self = Self(*b"RUB");

    /// The currency with this code, which people pay with today; `None` where ISO 4217 lists none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::like_a_code(code).filter(|_| Self::codes().any(|known| known == code))
    }

    /// What is written like the code of a currency, three capital Latin letters, whether there is one or not.
    pub(crate) fn like_a_code(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The codes of the currencies, the most likely ones first.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.split_whitespace()
    }

    /// The three-letter code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimal places its minor unit has: 2 for most, 0 and 3 for the few that ISO 4217 lists so.
    pub fn places(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX" | b"VND"
            | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        // What was written down once is read for ever, whatever becomes of the currency.
        Self::like_a_code(&code).ok_or_else(|| format!("expected a currency code such as RUB, found `{code}`"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money in whole minor units; never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units (kopecks, cents).
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The amount as a decimal number of major units.
    pub fn amount(self) -> Decimal {
        Decimal::new(self.minor, self.currency.places())
    }

    /// Money from major units; `None` when it has more places than the currency or does not fit.
    pub fn from_amount(amount: Decimal, currency: Currency) -> Option<Self> {
        let minor = amount.checked_mul(Decimal::from(10_i64.pow(currency.places())))?;
        if minor.fract() != Decimal::ZERO {
            return None;
        }
        Some(Self { minor: minor.trunc().try_into().ok()?, currency })
    }
}

impl fmt::Display for Money {
    /// `500000.00 RUB`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

/// A document attached to the deal. The content lies elsewhere, under its hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    /// The file's name, as `contract.docx`.
    pub name: String,
    /// SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// Length of the content in bytes.
    pub size: u64,
    /// Whether the content was handed in as text (UTF-8) rather than as bytes.
    pub text: bool,
}

/// A client, a contact: something known by an id of the client base, or so far only by what was written down.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Known to the client base.
    Known(String),
    /// Written down: `name` is always there; further keys (`phone`, `email`, `role` …) as given.
    Described(BTreeMap<String, String>),
}

impl Party {
    /// The name to show, or the id where only that is known.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(id) => id,
            Self::Described(facts) => facts.get("name").map_or("", String::as_str),
        }
    }
}

/// The values of several fields.
pub type Data = BTreeMap<FieldId, Value>;

/// What a field can hold. A field that holds nothing is absent from its [`Data`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Free text; never blank.
    Text(String),
    /// A decimal number.
    Number(Decimal),
    /// A whole number.
    Integer(i64),
    /// An amount of money.
    Money(Money),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Datetime(DateTime<Utc>),
    /// One of the options of a choice, by its id.
    Choice(String),
    /// A person of the organisation.
    Person(PersonId),
    /// A direction of sale.
    Direction(DirectionId),
    /// A process.
    Process(ProcessId),
    /// A client company.
    Organisation(Party),
    /// A person at the client's.
    Contact(Party),
    /// A document.
    Document(Document),
    /// Several items, each with its own fields.
    List(Vec<Data>),
}
