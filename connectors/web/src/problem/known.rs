//! Problems that say always the same.

use axum::http::StatusCode;
use voronka_definition::Text;

use super::Problem;

/// After how many seconds a busy or slow server may be asked again.
const RETRY_AFTER_SECONDS: u32 = 2;

/// What kind of problem a status is.
pub(super) fn title(status: StatusCode) -> Text {
    let (ru, en) = match status.as_u16() {
        400 => ("Запрос не разобрать", "The request cannot be read"),
        401 => ("Нужен вход", "Authentication needed"),
        403 => ("Не разрешено", "Not allowed"),
        404 => ("Не найдено", "Not found"),
        405 => ("Такого действия здесь нет", "Method not allowed"),
        408 | 504 => ("Слишком долго", "It took too long"),
        409 => ("Состояние этого не позволяет", "The state does not allow it"),
        412 => ("Уже изменено", "It was changed in the meantime"),
        413 => ("Слишком много данных", "Too large"),
        415 => ("Другой формат содержимого", "Unsupported content type"),
        422 => ("Содержимое не подходит", "The content is missing or wrong"),
        428 => ("Нужна известная версия", "A known revision is needed"),
        429 => ("Слишком часто", "Too many requests"),
        503 => ("Сервер занят", "The server is busy"),
        _ if status.is_client_error() => ("Запрос не выполнен", "The request was refused"),
        _ => ("Сбой на сервере", "The server failed"),
    };
    Text::both(ru, en)
}

/// What is known of an error that says nothing but its status.
pub(super) fn of_status(status: StatusCode) -> Problem {
    match status.as_u16() {
        404 => not_found(),
        401 => unauthenticated(),
        405 => method(),
        413 => too_large(),
        415 => media_type(),
        408 | 503 | 504 => slow(),
        500.. => fault(),
        _ => unread(status),
    }
}

pub(super) fn wrong_fields() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid_fields",
        Text::both("верно заполненные поля", "fields filled in as described"),
        Text::both("пропущенные или неверные поля, они перечислены", "missing or wrong fields, each named in `fields`"),
    )
}

pub(super) fn wrong_definition() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "wrong_definition",
        Text::both("описание процесса без ошибок", "a definition without mistakes"),
        Text::both("ошибки, они перечислены", "mistakes, each named in `findings`"),
    )
}

fn not_found() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not_found",
        Text::both("адрес того, что существует и видно вам", "the address of something that exists and that you may see"),
        Text::both("ничего", "nothing"),
    )
}

fn unauthenticated() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthenticated",
        Text::both("действующий ключ: `Authorization: Bearer КЛЮЧ`", "a valid token: `Authorization: Bearer TOKEN`"),
        Text::both("запрос без ключа или с недействующим ключом", "a request without a token or with one that is not valid"),
    )
}

fn method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        Text::both("метод из заголовка Allow", "a method named in the header Allow"),
        Text::both("другой метод", "another method"),
    )
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        Text::both("тело запроса не больше предела", "a body within the limit"),
        Text::both("тело больше предела", "a larger one"),
    )
}

fn media_type() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        Text::both("содержимое в формате JSON: `Content-Type: application/json`", "JSON: `Content-Type: application/json`"),
        Text::both("другой формат", "another content type"),
    )
}

fn slow() -> Problem {
    let problem = Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "timeout",
        Text::both("ответ в отведенное время", "an answer in time"),
        Text::both(
            "сервер не успел; повторите позднее с тем же Idempotency-Key",
            "none yet; try again with the same Idempotency-Key",
        ),
    );
    Problem { retry_after_seconds: Some(RETRY_AFTER_SECONDS), ..problem }
}

fn fault() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "fault",
        Text::both("ответ", "an answer"),
        Text::both("сбой на сервере; он записан в журнал", "a failure of the server; it is in its log"),
    )
}

fn unread(status: StatusCode) -> Problem {
    Problem::new(
        status,
        "bad_request",
        Text::both("запрос, который можно разобрать", "a request that can be read"),
        Text::both("другой запрос", "another one"),
    )
}
