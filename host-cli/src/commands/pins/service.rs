//! The PIN of a municipal application.

use zeroize::Zeroizing;

use super::terminal::{is_interactive, secret};
use super::{last_try, not_given, variable};
use crate::card::pins::SourceError;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// The PIN of a municipal application: from `JUKI_PIN_SERVICE`, or typed. The last try is spent on
/// a value from the variable only with `spend_last_try`.
///
/// # Errors
/// When there is neither, or only the last try is left.
pub fn service(
    context: &Context<'_>,
    service: &str,
    digits: u8,
    left: u8,
    spend_last_try: bool,
) -> Result<Zeroizing<Vec<u8>>, SourceError> {
    if left == 1 && variable::is_set(SERVICE) && !spend_last_try {
        return Err(last_try(msg!("pin-service", service = service)));
    }
    if let Some(given) = variable::value(SERVICE)? {
        return Ok(given.value);
    }
    require_terminal(service)?;
    let (digits, left) = (u64::from(digits), u64::from(left));
    let prompt = msg!("prompt-service-pin", service = service, digits = digits, left = left);
    Ok(secret(context, &context.text(&prompt))?)
}

/// The PIN that the holder chooses for a municipal application.
///
/// # Errors
/// When nobody chooses one, or it is typed differently the second time.
pub fn service_new(
    context: &Context<'_>,
    service: &str,
    digits: u8,
) -> Result<Zeroizing<Vec<u8>>, SourceError> {
    if let Some(given) = variable::value(SERVICE)? {
        return Ok(given.value);
    }
    require_terminal(service)?;
    let prompt = msg!("prompt-service-new-pin", service = service, digits = u64::from(digits));
    let value = secret(context, &context.text(&prompt))?;
    if secret(context, &context.text(&msg!("prompt-again")))? == value {
        return Ok(value);
    }
    let differ = Error::new(Exit::Rejected, msg!("error-pins-differ"), msg!("todo-pins-differ"));
    Err(differ.into())
}

/// The variable that holds the PIN of a municipal application.
const SERVICE: &str = "JUKI_PIN_SERVICE";

fn require_terminal(service: &str) -> Result<(), SourceError> {
    if is_interactive() {
        return Ok(());
    }
    let what = msg!("error-service-no-pin", service = service);
    Err(not_given(what, msg!("todo-service-no-pin")))
}
