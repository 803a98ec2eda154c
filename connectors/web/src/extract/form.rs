//! Forms declared once: what is read from a request is what the OpenAPI document says.

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Required, Schema};

/// One field of a form, as it is described.
pub(crate) struct Part {
    pub name: &'static str,
    pub about: &'static str,
    pub required: bool,
    pub schema: Object,
}

/// Declares a form: a struct, how it is read, and how it is described. `need` is a field that must be there, `may` one that may.
macro_rules! form {
    (
        $(#[doc = $doc:literal])+
        $name:ident { $( $(#[doc = $about:literal])+ $how:ident $field:ident: $type:ty, )* }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub(crate) struct $name {
            $( $(#[doc = $about])+ pub $field: form!(@type $how $type), )*
        }

        impl $crate::extract::Form for $name {
            fn read(_fields: &mut $crate::extract::Fields) -> Option<Self> {
                $( let $field = _fields.$how::<$type>(stringify!($field)); )*
                Some(Self { $( $field: form!(@take $how $field), )* })
            }
        }

        impl $name {
            fn parts() -> Vec<$crate::extract::Part> {
                vec![$( $crate::extract::Part {
                    name: stringify!($field),
                    about: concat!($($about),+).trim_ascii(),
                    required: form!(@required $how),
                    schema: <$type as $crate::extract::Piece>::schema(),
                } ),*]
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::extract::body_of(concat!($($doc),+).trim_ascii(), Self::parts())
            }
        }

        impl utoipa::ToSchema for $name {}

        impl utoipa::IntoParams for $name {
            fn into_params(
                _provider: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                $crate::extract::params_of(Self::parts())
            }
        }
    };
    (@type need $type:ty) => { $type };
    (@type may $type:ty) => { Option<$type> };
    (@take need $field:ident) => { $field? };
    (@take may $field:ident) => { $field };
    (@required need) => { true };
    (@required may) => { false };
}

/// The schema of a form as a body. No field may be added.
pub(crate) fn body_of(about: &str, parts: Vec<Part>) -> RefOr<Schema> {
    let mut object = ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::Object))
        .description(Some(about))
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
    for part in parts {
        if part.required {
            object = object.required(part.name);
        }
        object = object.property(part.name, described(part));
    }
    RefOr::T(Schema::Object(object.build()))
}

/// The parameters of a form as a query.
pub(crate) fn params_of(parts: Vec<Part>) -> Vec<Parameter> {
    parts.into_iter().map(param).collect()
}

fn param(part: Part) -> Parameter {
    ParameterBuilder::new()
        .name(part.name)
        .parameter_in(ParameterIn::Query)
        .required(if part.required { Required::True } else { Required::False })
        .description(Some(part.about))
        .schema(Some(RefOr::T(Schema::Object(part.schema))))
        .build()
}

fn described(part: Part) -> RefOr<Schema> {
    let mut schema = part.schema;
    schema.description = Some(part.about.to_owned());
    RefOr::T(Schema::Object(schema))
}
