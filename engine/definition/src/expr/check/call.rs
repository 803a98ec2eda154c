//! Functions and quantifiers.

use crate::expr::ExprError;
use crate::expr::ast::{Node, Span, Word};
use crate::expr::check::Check;
use crate::expr::code::{Code, Function};
use crate::expr::report::{error, nearest, possible};
use crate::expr::types::{Type, Typed};
use crate::name::FieldId;
use crate::yaml::similar::shown;

impl<'f> Check<'f> {
    pub(super) fn quantified(&mut self, every: bool, variable: &Word, list: &Node, condition: &Node) -> Typed<'f> {
        let typed = self.check(list, None);
        let fields = match typed.kind {
            Type::List(fields) => fields,
            Type::Unknown => return typed,
            kind => {
                let (ru, en) = kind.title();
                let ru = format!("перебирают список, а здесь {ru}");
                let wrong = error("wrong_type", list.span, ru, format!("expected a list, found {en}"));
                return self.fail(wrong.help("возьмите поле типа list", "take a field of type list"));
            }
        };
        let name = variable.text.as_str();
        let taken = self.fields.get(&FieldId::from(name)).is_some()
            || self.variables.iter().any(|(other, _)| other == name)
            || self.item.is_some_and(|item| item.name == name)
            || matches!(name, "actor" | "now" | "deal");
        if taken {
            let name = shown(name);
            let (ru, en) = (format!("имя «{name}» уже занято"), format!("the name `{name}` is taken"));
            let wrong = error("name_taken", variable.span, ru, en);
            return self.fail(wrong.help("назовите элемент иначе", "call the item something else"));
        }
        self.variables.push((variable.text.clone(), fields));
        let condition = self.condition(condition);
        self.variables.pop();
        let Some(condition) = condition else { return Typed::unknown() };
        let code = Code::Quantified { every, list: Box::new(typed.code), condition: Box::new(condition) };
        Typed::certain(code, Type::Boolean)
    }

    pub(super) fn call(&mut self, name: &Word, arguments: &[Node], span: Span) -> Typed<'f> {
        if name.text == "not" {
            return match arguments {
                [operand] => match self.operand(operand) {
                    Some(code) => Typed::certain(Code::Not(Box::new(code)), Type::Boolean),
                    None => Typed::unknown(),
                },
                _ => self.arity(name, 1, arguments.len(), span),
            };
        }
        let Some(function) = Function::ALL.into_iter().find(|function| function.name() == name.text) else {
            return self.unknown_function(name);
        };
        if arguments.len() != function.arity() {
            return self.arity(name, function.arity(), arguments.len(), span);
        }
        match function {
            Function::Count | Function::Sum | Function::Min | Function::Max => self.over_list(function, &arguments[0]),
            Function::ListContains => self.list_contains(&arguments[0], &arguments[1]),
            Function::HeadOf => self.head_of(&arguments[0]),
            Function::Contains | Function::StartsWith | Function::EndsWith => self.on_text(function, arguments, Type::Boolean),
            Function::StringLength => self.on_text(function, arguments, Type::Integer),
            Function::UpperCase | Function::LowerCase => self.on_text(function, arguments, Type::Text),
        }
    }

    fn unknown_function(&mut self, name: &Word) -> Typed<'f> {
        let text = &shown(&name.text);
        let (ru, en) = (format!("функции «{text}» нет"), format!("there is no function `{text}`"));
        let ours = Function::ALL.into_iter().map(Function::name).chain(["not", "date", "date and time"]);
        let wrong = error("unknown_function", name.span, ru, en);
        self.fail(match text.as_str() {
            "now" | "today" => wrong.help(
                "момент команды — «now», без скобок, только в «set» и «due»",
                "the command's moment is `now`, without brackets, in `set` and `due` only",
            ),
            "size" | "len" | "length" => wrong.did_you_mean(Some("count")),
            _ => match nearest(text, ours.clone()) {
                None => ExprError { help: possible(ours), ..wrong },
                near => wrong.did_you_mean(near),
            },
        })
    }

    fn arity(&mut self, name: &Word, wanted: usize, found: usize, span: Span) -> Typed<'f> {
        let text = &name.text;
        let ru = format!("у «{text}» аргументов должно быть {wanted}, а их {found}");
        let en = format!("`{text}` takes {wanted} argument{}, found {found}", if wanted == 1 { "" } else { "s" });
        self.fail(error("wrong_arguments", span, ru, en))
    }

    fn misfit(&mut self, function: Function, argument: &Node, wanted: (&str, &str), found: &Type<'f>) -> Typed<'f> {
        let (ru, en) = found.title();
        let name = function.name();
        let ru = format!("«{name}» ожидает: {}, а здесь {ru}", wanted.0);
        let wrong = error("wrong_type", argument.span, ru, format!("`{name}` expects {}, found {en}", wanted.1));
        let help = matches!(found, Type::List(_));
        self.fail(if help {
            wrong.help("значения одного поля списка — «LIST.FIELD»", "the values of one field are `LIST.FIELD`")
        } else {
            wrong.help(
                format!("возьмите то, что {name} умеет: {}", wanted.0),
                format!("give `{name}` what it takes: {}", wanted.1),
            )
        })
    }

    fn over_list(&mut self, function: Function, argument: &Node) -> Typed<'f> {
        let typed = self.check(argument, None);
        let is_count = function == Function::Count;
        let kind = match &typed.kind {
            Type::Unknown => return typed,
            Type::List(_) | Type::Column(_) if is_count => Type::Integer,
            Type::Column(of) if function == Function::Sum && (of.is_number() || **of == Type::Money) => (**of).clone(),
            Type::Column(of) if function != Function::Sum && of.is_ordered() => (**of).clone(),
            kind => {
                let wanted = if is_count {
                    ("список", "a list")
                } else {
                    ("значения поля списка", "the values of a list's field")
                };
                return self.misfit(function, argument, wanted, kind);
            }
        };
        // An empty list has a number of items, but no sum.
        Typed { code: Code::Call(function, vec![typed.code]), kind, optional: !is_count }
    }

    fn list_contains(&mut self, list: &Node, wanted: &Node) -> Typed<'f> {
        let column = self.check(list, None);
        let of = match &column.kind {
            Type::Unknown => return column,
            Type::Column(of) => (**of).clone(),
            kind => {
                let expected = ("значения поля списка", "the values of a list's field");
                return self.misfit(Function::ListContains, list, expected, kind);
            }
        };
        let value = self.check(wanted, Some(&of));
        let fits = value.kind != Type::Null && of.join(&value.kind).is_some();
        if value.is_unknown() {
            return value;
        }
        if !fits {
            return self.misfit(Function::ListContains, wanted, of.title(), &value.kind);
        }
        if !self.need_filled(&value, wanted.span) {
            return Typed::unknown();
        }
        Typed::certain(Code::Call(Function::ListContains, vec![column.code, value.code]), Type::Boolean)
    }

    /// The head of a person or a direction. Nobody has no head, so null is welcome.
    fn head_of(&mut self, argument: &Node) -> Typed<'f> {
        let typed = self.check(argument, None);
        match &typed.kind {
            Type::Unknown => typed,
            Type::Person | Type::Direction => Typed::optional(Code::Call(Function::HeadOf, vec![typed.code]), Type::Person),
            kind => {
                let wanted = ("сотрудник или направление продаж", "a person or a direction");
                self.misfit(Function::HeadOf, argument, wanted, kind)
            }
        }
    }

    fn on_text(&mut self, function: Function, arguments: &[Node], kind: Type<'f>) -> Typed<'f> {
        let mut codes = Vec::new();
        for argument in arguments {
            let typed = self.check(argument, None);
            if typed.is_unknown() {
                continue;
            }
            if typed.kind != Type::Text {
                self.misfit(function, argument, Type::Text.title(), &typed.kind);
            } else if self.need_filled(&typed, argument.span) {
                codes.push(typed.code);
            }
        }
        if codes.len() < arguments.len() {
            return Typed::unknown();
        }
        Typed::certain(Code::Call(function, codes), kind)
    }
}
