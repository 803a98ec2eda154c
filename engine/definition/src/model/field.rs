//! Fields: the data of a deal and their types.

use crate::name::FieldId;
use crate::text::Text;

/// The names of the fields that every deal has.
pub mod builtin {
    /// What the deal is called; text.
    pub const TITLE: &str = "title";
    /// What it is worth; money.
    pub const AMOUNT: &str = "amount";
    /// Who is responsible for it; person. Setting it changes the case's owner.
    pub const OWNER: &str = "owner";
    /// The direction of sale; direction.
    pub const DIRECTION: &str = "direction";
    /// The client company; organisation.
    pub const COMPANY: &str = "company";
    /// The person at the client's; contact.
    pub const CONTACT: &str = "contact";
}

/// How many fields every deal has.
const BUILTIN: usize = 6;

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// What is stored.
    pub id: String,
    /// What is shown.
    pub title: Text,
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// Free text.
    Text,
    /// A decimal number within bounds, both included.
    Number {
        /// The least allowed.
        from: Option<rust_decimal::Decimal>,
        /// The most allowed.
        to: Option<rust_decimal::Decimal>,
    },
    /// A whole number within bounds, both included.
    Integer {
        /// The least allowed.
        from: Option<i64>,
        /// The most allowed.
        to: Option<i64>,
    },
    /// Money.
    Money,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A moment.
    Datetime,
    /// One of these options; never empty.
    Choice(Vec<ChoiceOption>),
    /// A person of the organisation.
    Person,
    /// A direction of sale.
    Direction,
    /// A process.
    Process,
    /// A client company.
    Organisation,
    /// A person at the client's.
    Contact,
    /// A document.
    Document,
    /// Items, each with these fields.
    List(Vec<Field>),
}

impl FieldType {
    /// Stands for a type that could not be read, while a file with a mistake is checked further: a choice without options, which no
    /// process holds.
    pub(crate) const UNREADABLE: Self = Self::Choice(Vec::new());

    /// Whether the type could be read.
    pub(crate) fn is_readable(&self) -> bool {
        *self != Self::UNREADABLE
    }

    /// The type's name in YAML and in the API.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number { .. } => "number",
            Self::Integer { .. } => "integer",
            Self::Money => "money",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Choice(_) => "choice",
            Self::Person => "person",
            Self::Direction => "direction",
            Self::Process => "process",
            Self::Organisation => "organisation",
            Self::Contact => "contact",
            Self::Document => "document",
            Self::List(_) => "list",
        }
    }
}

/// A field of the deal, or of an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub id: FieldId,
    /// Its title for people.
    pub title: Text,
    /// What the datum is for, shown beside it.
    pub hint: Option<Text>,
    /// What it may hold.
    pub kind: FieldType,
    /// Whether the engine computes it, as a score, so that nobody asks for it or sets it.
    pub computed: bool,
}

/// The fields of an item that an `each` stands at, under the names by which its steps ask and set them: `supplier.price`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFields {
    /// What the steps call the item.
    pub name: String,
    /// The list it is of.
    pub list: FieldId,
    /// Its fields by their whole names: `supplier.price`.
    pub fields: Vec<Field>,
}

impl ItemFields {
    /// The item of this name with the fields of the list's items.
    pub fn new(name: &str, list: FieldId, own: &[Field]) -> Self {
        let named = |field: &Field| Field { id: FieldId::from(format!("{name}.{}", field.id)), ..field.clone() };
        Self { name: name.to_owned(), list, fields: own.iter().map(named).collect() }
    }
}

/// The fields of a deal in the order they were declared, the built-in ones first; and apart from them those of the items that
/// an `each` goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    own: Vec<Field>,
    items: Vec<ItemFields>,
}

impl Fields {
    /// The built-in fields followed by the process's own.
    pub fn with_builtin(own: Vec<Field>) -> Self {
        let builtin = [
            (builtin::TITLE, "Название", "Title", FieldType::Text),
            (builtin::AMOUNT, "Сумма", "Amount", FieldType::Money),
            (builtin::OWNER, "Ответственный", "Owner", FieldType::Person),
            (builtin::DIRECTION, "Направление продаж", "Direction", FieldType::Direction),
            (builtin::COMPANY, "Компания клиента", "Client company", FieldType::Organisation),
            (builtin::CONTACT, "Контактное лицо", "Contact", FieldType::Contact),
        ];
        let builtin = builtin.into_iter().map(|(id, ru, en, kind)| Field {
            id: FieldId::from(id),
            title: Text::both(ru, en),
            hint: None,
            kind,
            computed: false,
        });
        Self { own: builtin.chain(own).collect(), items: Vec::new() }
    }

    /// Adds a field that something else than the section of fields declares.
    pub(crate) fn declare(&mut self, field: Field) {
        self.own.push(field);
    }

    /// Takes the type of a field for one that could not be read.
    pub(crate) fn forget_type(&mut self, id: &FieldId) {
        self.own.iter_mut().filter(|field| field.id == *id).for_each(|field| field.kind = FieldType::UNREADABLE);
    }

    /// The same with the fields of items.
    #[must_use]
    pub fn with_items(self, items: Vec<ItemFields>) -> Self {
        Self { items, ..self }
    }

    /// The field with this name; of an item too, as `supplier.price`.
    pub fn get(&self, id: &FieldId) -> Option<&Field> {
        self.own.iter().find(|field| field.id == *id).or_else(|| self.of_item(id))
    }

    /// The field of an item with this name: `supplier.price`.
    pub fn of_item(&self, id: &FieldId) -> Option<&Field> {
        let (name, _) = id.as_str().split_once('.')?;
        self.items.iter().find(|item| item.name == name)?.fields.iter().find(|field| field.id == *id)
    }

    /// The items that the process goes through.
    pub fn items(&self) -> &[ItemFields] {
        &self.items
    }

    /// Every field, the process's own first, as a message lists them.
    pub(crate) fn own_first(&self) -> impl Iterator<Item = &Field> {
        let (builtin, own) = self.own.split_at(BUILTIN.min(self.own.len()));
        own.iter().chain(builtin)
    }

    /// Every field of the deal in order.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.own.iter()
    }
}
