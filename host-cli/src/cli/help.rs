//! `juki help COMMAND`: what `juki COMMAND --help` says.

use clap::{Args, Command};
use serde_json::Value;

use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::{self, Report};

/// Which command.
#[derive(Debug, Args)]
pub(crate) struct Help {
    /// Its words; none is `juki` itself.
    #[arg(value_name = "COMMAND")]
    pub(super) command: Vec<String>,
}

impl Help {
    /// Prints the help of the command; it is text also where JSON is asked for, as `--help` is.
    ///
    /// # Errors
    /// When there is no such command.
    pub(crate) fn run(&self, parser: &mut Command) -> Result<Report, Error> {
        output::text(&self.text(parser)?)?;
        let (text, members) = (String::new(), Value::Null);
        Ok(Report { exit: Exit::Done, text, command: "help", members })
    }

    fn text(&self, parser: &mut Command) -> Result<String, Error> {
        let mut path = parser.get_name().to_owned();
        let mut command = parser;
        for word in &self.command {
            let Some(next) = command.find_subcommand_mut(word) else {
                return Err(Error::new(
                    Exit::Usage,
                    msg!("usage-unknown-command", command = word),
                    msg!("todo-usage", command = path),
                ));
            };
            path = format!("{path} {word}");
            command = next;
        }
        Ok(command.render_help().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    /// Every command, `juki` itself first, as its words.
    fn paths(command: &Command, path: &[String], all: &mut Vec<Vec<String>>) {
        all.push(path.to_vec());
        for next in command.get_subcommands() {
            paths(next, &[path, &[next.get_name().to_owned()]].concat(), all);
        }
    }

    #[test]
    fn help_of_a_command_is_what_its_flag_says_in_both_languages() {
        for language in Language::ALL {
            let mut parser = crate::cli::command(&Locale::new(language));
            let mut all = Vec::new();
            paths(&parser, &[], &mut all);
            let nested = ["authority".to_owned(), "init".to_owned()];
            assert!(all.len() > 40 && all.contains(&nested.to_vec()));
            for command in all {
                let words = ["juki".to_owned()].into_iter().chain(command.clone());
                let flag = parser.try_get_matches_from_mut(words.chain(["--help".to_owned()]));
                let asked = Help { command }.text(&mut parser).unwrap();
                assert_eq!(asked, flag.unwrap_err().render().to_string());
            }
        }
    }

    #[test]
    fn help_of_no_command_says_where_the_commands_are() {
        let mut parser = crate::cli::command(&Locale::new(Language::English));
        for (words, what, todo) in [
            ("isue", "There is no command “isue”.", "See: juki --help"),
            ("pin rest", "There is no command “rest”.", "See: juki pin --help"),
            ("issue taro", "There is no command “taro”.", "See: juki issue --help"),
        ] {
            let command = words.split(' ').map(str::to_owned).collect();
            let refused = Help { command }.text(&mut parser).unwrap_err();
            assert_eq!(refused.exit, Exit::Usage);
            let said = refused.texts(&Locale::new(Language::English));
            assert_eq!(said, (what.to_owned(), todo.to_owned()), "{words}");
        }
    }
}
