//! `account`: how people come to have a password.

use clap::{Args, Subcommand};

use super::ServeArgs;

/// `account`.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make a link by which a person sets his password and enters; it works once, for seven days
    Invite(AccountInviteArgs),
}

/// `account invite`.
#[derive(Debug, Args)]
pub struct AccountInviteArgs {
    /// Who is invited: the id of a person of the organisation
    #[arg(long, value_name = "ID")]
    pub person: String,
    /// Have the running server send the link by letter instead of printing it
    #[arg(long)]
    pub letter: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}
