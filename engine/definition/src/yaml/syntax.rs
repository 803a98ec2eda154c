//! What the YAML scanner says, in words that help.

use crate::diagnostic::say;
use crate::text::Text;

/// A sentence, and what to do.
type Meaning = (Text, Option<Text>);

/// Gives a meaning when it is needed.
type Explained = fn() -> Meaning;

/// A scanner's message and what it means: the first row whose words it contains counts.
const MEANINGS: [(&str, Explained); 12] = [
    ("tab", tab),
    ("found a tab", tab),
    ("mapping values are not allowed", second_colon),
    ("did not find expected ',' or '}'", || open('}')),
    ("expected ',' or ']'", || open(']')),
    ("quoted scalar", quote),
    ("trailing content after", after_quote),
    ("unexpected character", reserved),
    ("illegal placement", above),
    ("simple key", above),
    ("misplaced bracket", bracket),
    ("recursion limit", deep),
];

/// The sentence and the help for a message of the scanner.
pub fn explain(message: &str) -> Meaning {
    let known = MEANINGS.iter().find(|(words, _)| message.contains(words));
    known.map_or_else(indentation, |(_, meaning)| meaning())
}

fn tab() -> Meaning {
    (
        say!("отступ сделан табуляцией, а YAML принимает только пробелы", "a tab is used as indentation; YAML takes spaces only"),
        Some(say!("замените табуляцию пробелами", "replace the tab by spaces")),
    )
}

fn second_colon() -> Meaning {
    (
        say!("здесь не может быть двоеточия: значение уже началось", "a colon cannot stand here: the value has already begun"),
        Some(say!(
            "возьмите текст с двоеточием в кавычки или проверьте отступ строки",
            "put a text with a colon in quotes, or check the indentation of the line"
        )),
    )
}

fn open(bracket: char) -> Meaning {
    (
        say!("ожидалась запятая или «{bracket}»", "expected a comma or `{bracket}`"),
        Some(say!(
            "закройте скобку; текст с запятой, двоеточием или скобкой внутри неё берут в кавычки",
            "close the bracket; a text with a comma, a colon or a bracket inside goes in quotes"
        )),
    )
}

fn quote() -> Meaning {
    (
        say!(
            "кавычки открыты, но не закрыты, или в них недопустимая последовательность",
            "a quote is not closed, or holds an escape that YAML does not know"
        ),
        Some(say!(
            "закройте кавычки; обратную косую черту пишут в одинарных",
            "close the quote; write a backslash in single quotes"
        )),
    )
}

fn after_quote() -> Meaning {
    (
        say!("после закрывающей кавычки стоит лишнее", "something stands after the closing quote"),
        Some(say!("возьмите в кавычки весь текст", "put the whole text in quotes")),
    )
}

fn reserved() -> Meaning {
    (
        say!("с этого знака значение начинаться не может", "a value cannot begin with this character"),
        Some(say!("возьмите значение в кавычки", "put the value in quotes")),
    )
}

fn bracket() -> Meaning {
    (say!("лишняя закрывающая скобка", "a closing bracket too many"), None)
}

fn above() -> Meaning {
    (
        say!("здесь не ожидается новый ключ", "no new key is expected here"),
        Some(say!(
            "проверьте, закрыты ли выше скобки и кавычки, и стоит ли пробел после двоеточия",
            "see whether brackets and quotes above are closed, and a space follows the colon"
        )),
    )
}

fn deep() -> Meaning {
    (say!("слишком много вложенных скобок", "too many brackets inside one another"), None)
}

fn indentation() -> Meaning {
    (
        say!("это место нельзя прочитать как YAML", "this place cannot be read as YAML"),
        Some(say!(
            "проверьте отступ этой строки и той, что над ней, двоеточие после ключа и пробел после него",
            "check the indentation of this line and the one above, the colon after the key and the space after it"
        )),
    )
}
